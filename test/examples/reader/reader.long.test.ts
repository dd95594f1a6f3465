import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { article, eventually, item, says, useReader } from './served.js'

const { served, enter } = useReader()

test('somebody signs in, reads on the train, takes notes, and finds it all on the server', async () => {
  const { fake, problems, setOffline, signedIn } = await enter()
  const title = 'How tides work'
  const content =
    '<p>The moon pulls, the earth turns.</p><p>The harbour <em>fills twice</em> a day.</p>'
  const id = fake.seed.entry({ url: 'https://harbour.example/tides', title, content })
  const row = () => fake.state.entries.find((entry) => entry.id === id)

  // At home: sign in, and wait until everything is here.
  const page = await signedIn()
  await item(page, title).waitFor()
  await says(page, 'all sent')

  // On the train there is no network. The article is here all the same.
  await setOffline(true)
  await says(page, 'offline')
  await item(page, title).click()
  await article(page).getByText('The moon pulls').waitFor()
  expect(await page.title()).toBe('How tides work – Reader')

  // Star it, tag it, and highlight some words of two paragraphs with a note.
  await article(page).getByRole('button', { name: 'Starred' }).click()
  await article(page).getByLabel('New tag').fill('sea')
  await page.keyboard.press('Enter')
  await select(page, 'the earth turns.', 'fills')
  await article(page).getByRole('button', { name: 'Highlight' }).click()
  await page.getByLabel('Note (may be empty)').fill('For the children')
  await page.getByRole('button', { name: 'Keep' }).click()
  await article(page).getByText('For the children').waitFor()
  expect(await article(page).locator('mark').allTextContents()).toEqual([
    'the earth turns.',
    'The harbour ',
    'fills',
  ])
  await article(page).getByRole('button', { name: 'Archived' }).click()
  await item(page, title).waitFor({ state: 'detached' })
  await says(page, 'offline, 2 waiting')
  expect(row()).toMatchObject({ archivedAt: null, tags: [] })

  // Back home the server hears of it.
  await setOffline(false)
  await says(page, 'all sent')
  expect(row()).toMatchObject({ tags: ['sea'], archived: true, starred: true })
  const quote = expect.stringMatching(/^the earth turns.\s+The harbour fills$/)
  const text = 'For the children'
  expect(fake.state.annotations).toMatchObject([{ quote, text, ranges: [{ start: '/p[1]' }] }])

  // The note can be changed and deleted; and the article is found by its tag, and by its words.
  await article(page).getByRole('button', { name: 'Edit the note' }).click()
  await page.getByRole('dialog').getByLabel('Note').fill('For Ida')
  await page.getByRole('button', { name: 'Keep' }).click()
  await eventually(() => fake.state.annotations.map(({ text }) => text)).toEqual(['For Ida'])
  await page.getByRole('link', { name: 'Tags' }).click()
  await page.locator('#items').getByRole('link', { name: 'sea' }).click()
  await item(page, title).waitFor()
  await page.getByLabel('Search what is here').fill('earth moon')
  await page.keyboard.press('Enter')
  await item(page, title).click()
  await article(page).getByRole('button', { name: 'Delete' }).click()
  await eventually(() => fake.state.annotations).toEqual([])
  await eventually(() => article(page).locator('mark').count()).toBe(0)
  expect(problems).toEqual([])
})

/** Selects from the beginning of one text to the end of another, as with a mouse. */
async function select(page: Page, from: string, to: string): Promise<void> {
  await page.evaluate(
    ([from = '', to = '']) => {
      const range = new Range()
      const walker = document.createTreeWalker(
        document.getElementById('article-text') ?? document.body,
        NodeFilter.SHOW_TEXT,
      )
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const text = node.nodeValue ?? ''
        if (text.includes(from)) range.setStart(node, text.indexOf(from))
        if (text.includes(to)) range.setEnd(node, text.indexOf(to) + to.length)
      }
      document.getSelection()?.removeAllRanges()
      document.getSelection()?.addRange(range)
    },
    [from, to],
  )
}

test('on the second load it starts without a network, and shows what is here', async () => {
  const { fake, problems, setOffline, signedIn, tab } = await enter()
  const page = await signedIn()
  await says(page, 'all sent')
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await setOffline(true)
  await served.stop()
  try {
    const again = await tab()
    await eventually(() => again.locator('#items li').count()).toBe(5)
    await again.locator('#items a').first().click()
    const text = () => again.locator('#article-text').textContent()
    await eventually(text).not.toBe('')
    expect(await text()).not.toContain('not on this device')
    await page.reload()
    await says(page, 'offline')
  } finally {
    await served.start()
  }
  expect(fake.requests.length).toBeGreaterThan(2)
  expect(problems).toEqual([])
})

test('two tabs agree within a second', async () => {
  const { problems, signedIn, tab } = await enter()
  const one = await signedIn()
  await says(one, 'all sent')
  const two = await tab()
  for (const page of [one, two]) await page.locator('#items a').first().click()
  // By the clock of the pages: what drives them is slower than they are.
  const seen = two.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          const isPressed = document.getElementById('star')?.ariaPressed === 'true'
          if (isPressed) resolve(Date.now())
        }
        const options = { subtree: true, childList: true, attributes: true }
        new MutationObserver(look).observe(document.body, options)
      }),
  )
  const pressed = await one.evaluate(() => {
    document.getElementById('star')?.click()
    return Date.now()
  })
  expect((await seen) - pressed).toBeLessThan(1000)
  expect(problems).toEqual([])
})

test('news from another tab take neither what is typed nor what is selected', async () => {
  const { problems, signedIn, tab } = await enter()
  const one = await signedIn()
  await says(one, 'all sent')
  const two = await tab()
  await one.locator('#items a').first().click()
  await article(one).getByLabel('New tag').fill('half a ta')
  const first = await one.locator('#article-text p').first().textContent()
  const words = first?.split(' ')[0] ?? ''
  await select(one, words, words)

  await two.locator('#items a').last().click()
  await article(two).getByLabel('New tag').fill('news')
  await two.keyboard.press('Enter')
  await one.locator('#known-tags option[value="news"]').waitFor({ state: 'attached' })
  expect(await article(one).getByLabel('New tag').inputValue()).toBe('half a ta')
  expect(await one.evaluate(() => document.getSelection()?.toString())).toBe(words)
  expect(problems).toEqual([])
})

test('without a server it runs on a fake one in the page, with a network and without', async () => {
  const { fake, problems, tab } = await enter()
  const page = await tab()
  await page.getByRole('button', { name: 'Try it without a server' }).click()
  await page.locator('#items a').first().click()
  await page.locator('#state', { hasText: 'all sent' }).click()
  await page.getByRole('button', { name: 'Go offline' }).click()
  await page.getByRole('button', { name: 'Close' }).click()
  await article(page).getByRole('button', { name: 'Archived' }).click()
  await says(page, '1 waiting')
  await page.locator('#state').click()
  await page.getByText(/^Article \d+: archive$/).waitFor()
  await page.getByRole('button', { name: 'Go online' }).click()
  await page.getByRole('button', { name: 'Sync now' }).click()
  await says(page, 'all sent')
  expect(fake.requests.length).toBe(0)
  expect(problems).toEqual([])
})
