import { randomBytes } from 'node:crypto'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { article, eventually, item, says, useReader } from './served.js'

const { served, enter } = useReader()

/** Chromium's own controls of a tab. */
const controls = (page: Page): Promise<CDPSession> => page.context().newCDPSession(page)

/** A page of the same origin without the reader, from which it can be controlled. */
async function pageBeside(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${served.origin}/icon.svg`)
  return page
}

/** Ends the process of a tab, as when the system runs out of memory. */
async function kill(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash')
  const session = await controls(page)
  // It has no answer: who would give it is gone.
  session.send('Page.crash').catch(() => undefined)
  await crashed
  await page.close()
}

test('a tab that is killed while it writes loses nothing that it has shown as done', async () => {
  const { fake, problems, setOffline, signedIn, tab } = await enter({ articles: 40 })
  const page = await signedIn()
  await says(page, 'all sent')
  await setOffline(true)
  const shown: number[] = []
  const enough = new Promise<void>((resolve) => {
    page.on('console', (message) => {
      const [, id] = /^archived (\d+)$/.exec(message.text()) ?? []
      if (id) shown.push(Number(id))
      if (shown.length === 5) resolve()
    })
  })
  // One after the other, as fast as the page can; nobody waits for the end of it.
  page
    .evaluate(async () => {
      const isTrue = async (look: () => unknown) => {
        while (!look()) await new Promise((resolve) => setTimeout(resolve, 1))
      }
      for (const link of [...document.querySelectorAll<HTMLAnchorElement>('#items a')]) {
        const id = link.id.replace('open-', '')
        location.hash = `#/unread/${id}`
        await isTrue(() => document.getElementById(`tag-${id}`))
        document.getElementById('archive')?.click()
        await isTrue(() => !document.getElementById(`open-${id}`))
        console.log(`archived ${id}`)
      }
    })
    .catch(() => undefined)
  await enough
  await kill(page)

  const again = await tab()
  await again.locator('#state', { hasText: 'waiting' }).waitFor()
  const waiting = Number(/\d+/.exec((await again.textContent('#state')) ?? '')?.[0])
  expect(waiting).toBeGreaterThanOrEqual(shown.length)
  await setOffline(false)
  await says(again, 'all sent')
  const archived = fake.state.entries.filter((entry) => entry.archived).map(({ id }) => id)
  expect(archived).toEqual(expect.arrayContaining(shown))
  expect(fake.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(waiting)
  expect(problems).toEqual([])
})

test('a tab that is killed in the middle of a run is followed by another, and nothing is made twice', async () => {
  const { fake, problems, signedIn, tab } = await enter()
  const page = await signedIn()
  await says(page, 'all sent')
  const other = await tab()
  await says(other, 'all sent')
  // The server makes the note, and its answer never comes.
  let reached = () => {}
  const made = new Promise<void>((resolve) => {
    reached = resolve
  })
  fake.fault({ method: 'POST', path: /annotations/, times: 1 }, async ({ proceed }) => {
    await proceed()
    reached()
    return new Promise(() => {})
  })
  await highlight(page, 'Mine')
  await made
  await kill(page)

  await other.locator('#items a').first().click()
  await article(other).getByRole('button', { name: 'Starred' }).click()
  await says(other, 'all sent')
  await article(other).getByText('Mine').waitFor()
  expect(fake.state.annotations.map(({ text }) => text)).toEqual(['Mine'])
  expect(problems).toEqual([])
})

/** Highlights the first word of the first article, with a note. */
async function highlight(page: Page, note: string): Promise<void> {
  await page.locator('#items a').first().click()
  const words = await page.locator('#article-text p').first().textContent()
  await article(page).getByRole('button', { name: 'Highlight' }).click()
  await page.getByLabel('Words of the article').fill(words?.split(' ')[0] ?? '')
  await page.getByLabel('Note (may be empty)').fill(note)
  await page.getByRole('button', { name: 'Keep' }).click()
}

test('when the disk is full it says so, keeps what it has, and goes on when there is room', async () => {
  const { context, fake, problems, signedIn } = await enter()
  const session = await controls(await pageBeside(context))
  // From the beginning: for a while the browser remembers how much room there was.
  await session.send('Storage.overrideQuotaForOrigin', {
    origin: served.origin,
    quotaSize: 3_000_000,
  })
  const page = await signedIn()
  const items = page.locator('#items li')
  await eventually(() => items.count()).toBe(5)
  await says(page, 'all sent')
  const title = 'As long as a library'
  // Nothing that could be packed: the browser counts what it writes.
  const content = `<p title="${randomBytes(3_000_000).toString('hex')}">First words</p>`
  fake.seed.entry({ url: 'https://long.example/', title, content })
  await lookForNews(page)
  const problem = page.locator('#problem', { hasText: 'no room left' })
  await problem.waitFor()
  expect(await items.count()).toBeGreaterThanOrEqual(5)
  // What is small still finds room.
  await page.locator('#items a').last().click()
  await article(page).getByRole('button', { name: 'Starred' }).click()
  await eventually(() => page.locator('#star').getAttribute('aria-pressed')).toBe('true')

  await session.send('Storage.overrideQuotaForOrigin', { origin: served.origin })
  await problem.getByRole('button', { name: 'Try again' }).click()
  await says(page, 'all sent')
  await problem.waitFor({ state: 'detached' })
  await item(page, title).click()
  await article(page).getByText('First words').waitFor()
  expect(problems).toEqual([])
})

/** Presses “Sync now” in the dialog of the state. */
async function lookForNews(page: Page): Promise<void> {
  await page.locator('#state').click()
  await page.getByRole('button', { name: 'Sync now' }).click()
}

test('a service worker sends what waits when no tab is open, and may be stopped at any time', async () => {
  const { context, fake, problems, setOffline, signedIn, tab } = await enter()
  const page = await signedIn()
  await says(page, 'all sent')
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  const session = await controls(await pageBeside(context))
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [first] }) => {
      if (first) resolve(first.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  const registrationId = await registered
  // The network is gone for the tab; it asks the service worker to send when it is back.
  const silent = fake.fault({ path: '/api/*' }, () => new Promise(() => {}))
  await context.setOffline(true)
  await page.locator('#items a').first().click()
  await article(page).getByRole('button', { name: 'Starred' }).click()
  await says(page, 'offline, 1 waiting')
  await page.close()
  const stars = () => fake.state.entries.filter(({ starred }) => starred).length
  const before = stars()

  // The server is silent: the worker is stopped in the middle of its run.
  await eventually(() => silent.hits).toBeGreaterThan(0)
  await session.send('ServiceWorker.stopAllWorkers')
  expect(stars()).toBe(before)

  // Woken up again it sends what waits.
  await fake.clearFaults()
  await session.send('ServiceWorker.dispatchSyncEvent', {
    origin: served.origin,
    registrationId,
    tag: 'send',
    lastChance: false,
  })
  await eventually(stars).toBe(before + 1)

  // Stopped, it still answers when a tab is opened without a network.
  await session.send('ServiceWorker.stopAllWorkers')
  await setOffline(true)
  await served.stop()
  try {
    const again = await tab()
    await says(again, 'offline')
    await eventually(() => again.locator('#items li').count()).toBe(5)
  } finally {
    await served.start()
  }
  expect(problems).toEqual([])
})
