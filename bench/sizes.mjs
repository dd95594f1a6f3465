// Measures the size of a bundle that imports the package: minified, compressed with gzip, with all
// dependencies.
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const bundles = [
  "import ky from 'ky'; console.log(ky)",
  "import { Wallabag } from 'wallabag-sdk'; console.log(Wallabag)",
  "import { Wallabag } from 'wallabag-sdk/core'; console.log(Wallabag)",
]

/** @returns {Promise<import('./measure.mjs').Figure[]>} */
export async function sizes() {
  const all = bundles.map(async (contents) => ({
    what: `\`${contents.split(';')[0]}\`, minified, gzip`,
    unit: 'KB',
    values: [await sizeOf(contents)],
  }))
  return Promise.all(all)
}

/** @param {string} contents */
async function sizeOf(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    // The name must lead to the build, as in another project, and not to the sources.
    tsconfigRaw: '{}',
    write: false,
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length / 1000
}
