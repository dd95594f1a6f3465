// A library of 20 000 in a process of its own, so that only the client is measured.
import { createFakeWallabag } from 'wallabag-sdk/testing'

const fake = createFakeWallabag()
fake.seed.library(Number(process.argv[2]))
const { url } = await fake.listen()
process.send?.({ url, auth: fake.credentials })
// The parent's end is this process's end, however it came.
process.on('disconnect', () => process.exit())
