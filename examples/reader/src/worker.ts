// The service worker. It keeps the program, so that it starts without a network; and it sends what was
// changed offline when there is a network again, also when no tab is open.
import { connect, keptAccount } from './account.js'

/** Put in by the build: what there is to keep, and a hash of it. */
declare const __FILES__: readonly string[]
declare const __VERSION__: string

const name = `reader-${__VERSION__}`

addEventListener('install', (event) => event.waitUntil(keep()))
addEventListener('activate', (event) => event.waitUntil(forgetOthers()))
addEventListener('sync', (event) => event.waitUntil(send()))
addEventListener('fetch', (event) => {
  const { method, url } = event.request
  // What goes to Wallabag, and the pictures of articles, is none of its business.
  if (method === 'GET' && new URL(url).origin === location.origin) {
    event.respondWith(answer(event.request))
  }
})

async function keep(): Promise<void> {
  const cache = await caches.open(name)
  await cache.addAll(__FILES__.map((file) => new Request(file, { cache: 'no-cache' })))
}

/** A new version takes over when no tab has the old one open any more; then the old files can go. */
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
