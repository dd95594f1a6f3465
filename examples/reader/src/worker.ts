// The service worker. It caches the program, so that the reader starts without a network, and sends
// offline changes when the network returns, even if no tab is open.
import { connect, keptAccount } from './account.js'

/** Inserted by the build: the files to cache, and a hash of them. */
declare const __FILES__: readonly string[]
declare const __VERSION__: string

const name = `reader-${__VERSION__}`

addEventListener('install', (event) => event.waitUntil(keep()))
addEventListener('activate', (event) => event.waitUntil(forgetOthers()))
addEventListener('sync', (event) => event.waitUntil(send()))
addEventListener('fetch', (event) => {
  const { method, url } = event.request
  // Requests to Wallabag and for the images of articles are not handled here.
  if (method === 'GET' && new URL(url).origin === location.origin) {
    event.respondWith(answer(event.request))
  }
})

async function keep(): Promise<void> {
  const cache = await caches.open(name)
  await cache.addAll(__FILES__.map((file) => new Request(file, { cache: 'no-cache' })))
}

/**
 * Deletes the caches of old versions. A new version becomes active only when no tab uses the old
 * one.
 */
async function forgetOthers(): Promise<void> {
  const others = (await caches.keys()).filter((key) => key.startsWith('reader-') && key !== name)
  await Promise.all(others.map((other) => caches.delete(other)))
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(name)
  const kept = await cache.match(request.mode === 'navigate' ? './' : request)
  return kept ?? fetch(request)
}

/** If this fails, the browser tries again later. */
async function send(): Promise<void> {
  const account = await keptAccount()
  if (account) await connect(account).sync.run({ wait: true, content: 'unread' })
}
