// The server of the soak, in a process of its own: tells its address and credentials, then strikes
// one request in five, and in the end tells what it holds.
import { createFakeWallabag, type Fault } from 'wallabag-sdk/testing'

const entriesAtStart = 320
/** The sign-in is struck too, but never answers 401 (quirk 33). */
const anywhere = /./
const kinds: Fault[] = [
  'html-error',
  'server-error',
  'reset-before',
  'unanswered',
  'reset-in-answer',
  'timeout-done',
  'unauthorized',
  { kind: 'busy', retryAfter: 0.01 },
]

const fake = createFakeWallabag({
  entries: Array.from({ length: entriesAtStart }, (_, index) => ({
    url: `https://example.org/${index}`,
    title: `Article ${index}`,
  })),
})
const listener = await fake.listen()
process.send?.({ url: listener.url, auth: fake.credentials })

process.on('message', async (message) => {
  if (message === 'strike') {
    for (const [seed, kind] of kinds.entries()) {
      const path = kind === 'unauthorized' ? /\/api\// : anywhere
      fake.fault({ path, probability: 0.2 / kinds.length, seed: seed + 1 }, kind)
    }
    return
  }
  await fake.clearFaults()
  await fake.idle()
  const { entries, annotations } = fake.state
  const held = entries.map(({ id, url, title, archived, tags }) => {
    const notes = annotations.filter(({ entry }) => entry === id).map(({ text }) => text)
    return { id, url, title, archived, tags: tags.toSorted(), notes: notes.toSorted() }
  })
  await listener.close()
  process.send?.({ requests: fake.requests.length, entries: held }, () => process.disconnect())
})
