// Serves a library of 20 000 entries in a separate process, so that only the client is measured.
import { createFakeWallabag } from 'wallabag-sdk/testing'

const fake = createFakeWallabag()
fake.seed.library(Number(process.argv[2]))
const { url } = await fake.listen()
process.send?.({ url, auth: fake.credentials })
// The process ends with its parent, however that ended.
process.on('disconnect', () => process.exit())
