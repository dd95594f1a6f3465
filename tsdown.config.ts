import { fileURLToPath } from 'node:url'
import { defineConfig, type UserConfig } from 'tsdown'

const shared: UserConfig = {
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  fixedExtension: false,
  sourcemap: false,
  // Its advice on slow plugins is about the declarations, which need the TypeScript compiler.
  checks: { pluginTimings: false },
  // zod is bundled: importing its many files would take as long as all the rest (CONTRIBUTING.md).
  deps: { alwaysBundle: [/^zod/], neverBundle: ['ky', 'parse5', /^node:/] },
}

const everywhere = {
  index: 'src/index.ts',
  core: 'src/core.ts',
  annotations: 'src/annotations.ts',
  sync: 'src/sync.ts',
}

export default defineConfig([
  // Node, Deno and Bun: answers are checked by compiled schemas.
  {
    ...shared,
    entry: {
      ...everywhere,
      node: 'src/node.ts',
      testing: 'mocks/index.ts',
      'wallabag-fake': 'mocks/bin.ts',
    },
    outDir: 'dist',
    dts: true,
    // zod is in there, and its licence asks to go along.
    copy: [{ from: 'node_modules/zod/LICENSE', to: 'dist', rename: 'zod-LICENSE' }],
  },
  // Browsers, Workers and whatever else: code may not be compiled there, and every byte counts.
  {
    ...shared,
    entry: everywhere,
    outDir: 'dist/plain',
    dts: false,
    inputOptions: {
      resolve: {
        alias: {
          './compiled.js': fileURLToPath(new URL('src/contract/uncompiled.ts', import.meta.url)),
          '../contract/load-checks.js': fileURLToPath(
            new URL('src/contract/loaded-checks.ts', import.meta.url),
          ),
        },
      },
    },
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
