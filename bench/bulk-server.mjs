// Runs the fake in a separate process. It takes 5 ms for a request, and additional time for each
// page that it fetches.
import { createFakeWallabag } from 'wallabag-sdk/testing'

const [size, delay] = process.argv.slice(2).map(Number)
const fake = createFakeWallabag({
  // A create takes only the time of the page, because the benchmark compares it with that time.
  latency: ({ method, path }) => (method === 'POST' && path.endsWith('/entries') ? 0 : 5),
  pages: (url) => ({ delay, body: `<title>${url}</title><p>An article.</p>` }),
})
for (let n = 1; n <= (size ?? 0); n++) {
  fake.seed.entry({ url: `https://host.example/articles/${String(n).padStart(30, '0')}` })
}
const entries = fake.state.entries.map(({ id, url }) => ({ id, url }))
const { url } = await fake.listen()
process.send?.({ url, auth: fake.credentials, entries })
process.on('message', () => process.send?.({ requests: fake.requests.splice(0).length }))
// The process ends with its parent, however that ended.
process.on('disconnect', () => process.exit())
