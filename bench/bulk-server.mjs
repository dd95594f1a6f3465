// A fake that takes 1 ms a request and half a millisecond for each entry that is changed.
import { createServer } from 'node:http'
import { createFakeWallabag } from 'wallabag-sdk/testing'

const [first = '1000'] = process.argv.slice(2)
const fake = createFakeWallabag({ url: 'http://127.0.0.1' })
const urls = Array.from({ length: Number(first) }, (_, n) => {
  const url = `https://host.example/articles/${String(n).padStart(30, '0')}`
  fake.seed.entry({ url })
  return url
})
const server = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const { method = 'GET', url = '/', headers } = request
  const list = new URL(url, fake.url).searchParams.get('list')
  const changed = list ? JSON.parse(list).length : method === 'GET' ? 0 : 1
  await new Promise((resolve) => setTimeout(resolve, 1 + changed / 2))
  const answer = await fake.fetch(`${fake.url}${url}`, {
    method,
    headers: {
      authorization: headers.authorization ?? '',
      'content-type': headers['content-type'] ?? '',
    },
    ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
  })
  const body = Buffer.from(await answer.arrayBuffer())
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
  response.end(body)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : null
  process.send?.({ url: `http://127.0.0.1:${port}`, auth: fake.credentials, urls })
})
process.on('message', () => process.send?.({ requests: fake.requests.splice(0).length }))
process.on('disconnect', () => process.exit())
