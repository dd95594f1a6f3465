// A fake of its own process with a library of some size.
import { createFakeWallabag } from 'wallabag-sdk/testing'

const fake = createFakeWallabag()
fake.seed.library(Number(process.argv[2] ?? 0))
const { url } = await fake.listen()
process.send?.({ url, auth: fake.credentials })
process.on('disconnect', () => process.exit())
