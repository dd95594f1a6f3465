// A fake of its own process with a library of some size.
import { createFakeWallabag, type FakeCredentials } from 'wallabag-sdk/testing'

/** How to reach it. */
export interface Reached {
  readonly url: string
  readonly auth: FakeCredentials
}

const fake = createFakeWallabag()
fake.seed.library(Number(process.argv[2] ?? 0))
const { url } = await fake.listen()
process.send?.({ url, auth: fake.credentials } satisfies Reached)
process.on('disconnect', () => process.exit())
