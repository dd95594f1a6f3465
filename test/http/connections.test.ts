import { createServer } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'

const server = createServer((request, response) => {
  request.resume()
  // A macrotask later, as when a server has something to do.
  setImmediate(() => {
    response.setHeader('content-type', 'application/json')
    response.end('[]')
  })
})
afterEach(() => {
  server.close()
  server.closeAllConnections()
})

test('two hundred calls use no more connections than may run at once', async () => {
  let connections = 0
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const auth = { getAccessToken: () => 'some-access-token' }
  const wallabag = new Wallabag({
    url: `http://127.0.0.1:${port}`,
    auth,
    limits: { concurrency: 4 },
  })
  await Promise.all(Array.from({ length: 200 }, () => wallabag.tags.list()))
  // Nor do workers who each begin the next call once the last one has ended.
  const worker = async () => {
    for (let call = 0; call < 25; call++) await wallabag.tags.list()
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  expect(connections).toBeLessThanOrEqual(5)
})
