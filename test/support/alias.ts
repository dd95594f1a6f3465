import { fileURLToPath } from 'node:url'

const here = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** The tests import the package by its public names, as its users do. */
export const alias = {
  'wallabag-sdk/annotations': here('src/annotations.ts'),
  'wallabag-sdk/core': here('src/core.ts'),
  'wallabag-sdk/node': here('src/node.ts'),
  'wallabag-sdk/redis': here('src/redis.ts'),
  'wallabag-sdk/models.schema.json': here('schemas/models.schema.json'),
  'wallabag-sdk/schemas': here('src/schemas.ts'),
  'wallabag-sdk/sync': here('src/sync.ts'),
  'wallabag-sdk/text': here('src/text.ts'),
  'wallabag-sdk/testing': here('mocks/index.ts'),
  'wallabag-sdk': here('src/index.ts'),
}
