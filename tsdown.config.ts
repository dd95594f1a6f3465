import { createRequire } from 'node:module'
import { defineConfig, type UserConfig } from 'tsdown'

const htmlparser2 = createRequire(import.meta.url).resolve('htmlparser2')
const entities = createRequire(htmlparser2).resolve('entities')

const shared: UserConfig = {
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  fixedExtension: false,
  sourcemap: false,
  // Its advice on slow plugins is about the declarations, which need the TypeScript compiler.
  checks: { pluginTimings: false },
  // Of htmlparser2 only the tokenizer is needed, and it is bundled (docs/decisions.md).
  deps: { alwaysBundle: ['htmlparser2', /^entities/], neverBundle: ['ky', /^node:/] },
}

export default defineConfig([
  {
    ...shared,
    entry: {
      index: 'src/index.ts',
      core: 'src/core.ts',
      annotations: 'src/annotations.ts',
      sync: 'src/sync.ts',
      text: 'src/text.ts',
      schemas: 'src/schemas.ts',
      node: 'src/node.ts',
      redis: 'src/redis.ts',
      testing: 'mocks/index.ts',
      'wallabag-fake': 'mocks/bin.ts',
    },
    outDir: 'dist',
    dts: true,
    // Opening a file takes longer than reading it: what several entry points share is in one, but for
    // what `./annotations` and `./text` need, which must not bring the client along.
    outputOptions: {
      codeSplitting: {
        groups: [
          {
            name: 'base',
            test: /src\/(?:errors\/.*|annotations\/annotation)(?<!\.d)\.ts$/,
            priority: 1,
          },
          { name: 'client', test: /src\/(?!html).*(?<!-schemas|\.d)\.ts$/, minShareCount: 2 },
        ],
      },
    },
    // Half of what importing takes is reading the code. Names of functions and classes stay for stack traces.
    minify: {
      compress: false,
      mangle: { toplevel: false, keepNames: true },
      codegen: { removeWhitespace: true },
    },
    // Their code is in there, and their licences ask to go along.
    copy: [htmlparser2, entities].map((module) => {
      const [folder = '', name = ''] = /^.*node_modules[\\/]([^\\/]+)/.exec(module) ?? []
      return { from: `${folder}/LICENSE`, to: 'dist', rename: `${name}-LICENSE` }
    }),
  },
  // The command: only its own files, beside whatever it is installed with.
  {
    ...shared,
    entry: { bin: 'cli/src/bin.ts' },
    outDir: 'cli/dist',
    platform: 'node',
    dts: false,
    deps: { neverBundle: [/^[a-z@]/] },
  },
  // The MCP server: the same.
  {
    ...shared,
    entry: { bin: 'mcp/src/bin.ts' },
    outDir: 'mcp/dist',
    platform: 'node',
    dts: false,
    deps: { neverBundle: [/^[a-z@]/] },
  },
])
