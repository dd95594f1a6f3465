import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { article, eventually, item, says, useReader } from './served.js'

const { enter } = useReader()
const pictures = fileURLToPath(new URL('../../../docs/pictures', import.meta.url))

/** What the accessibility library finds wrong with what is shown: names, contrast, roles, order. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] })
    // Which headings an article has is its author's.
    const isOwn = (id: string, target: string) =>
      id !== 'heading-order' || !document.querySelector(target)?.closest('#article-text')
    return violations.flatMap(({ id, nodes }) =>
      nodes.filter(({ target }) => isOwn(id, String(target))).map(({ html }) => `${id}: ${html}`),
    )
  })
}

declare global {
  interface Window {
    axe: typeof axe
  }
}

const looks = [390, 1440].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
)

// The pictures in docs/pictures are of this test: READER_PICTURES=1 npm run test:long -- test/examples/reader/looks
test.each(looks)(
  'every screen is right for who sees and for who listens, $width pixels wide, $colorScheme',
  async ({ width, colorScheme }) => {
    const viewport = { width, height: 800 }
    const { fake, problems, tab } = await enter({ viewport, colorScheme, articles: 0 })
    const page = await tab()
    const look = async (name: string) => {
      expect(await faults(page)).toEqual([])
      const isWide = await page.evaluate(
        () => document.documentElement.scrollWidth > window.innerWidth,
      )
      expect(isWide).toBe(false)
      if (process.env['READER_PICTURES'] === undefined) return
      await mkdir(pictures, { recursive: true })
      const path = join(pictures, `reader-${name}-${width}-${colorScheme}.jpg`)
      await page.screenshot({ path, type: 'jpeg', quality: 50 })
    }
    await page.getByRole('heading', { name: 'Reader' }).waitFor()
    await look('sign-in')

    await page.getByRole('button', { name: 'Try it without a server' }).click()
    await says(page, 'all sent')
    await look('list')

    await item(page, 'Balcony Tomatoes in a Small Kitchen').first().click()
    const words = article(page).locator('#article-text p').first()
    await words.selectText()
    await article(page).getByRole('button', { name: 'Highlight' }).click()
    await page.getByLabel('Note (may be empty)').fill('To try next spring')
    await look('highlight')
    await page.getByRole('button', { name: 'Keep' }).click()
    await article(page).getByRole('button', { name: 'Starred' }).click()
    await eventually(() => page.locator('#star').getAttribute('aria-pressed')).toBe('true')
    await says(page, 'all sent')
    await eventually(() => page.locator('#said').textContent()).toBe('')
    await page.mouse.move(0, 0)
    await look('article')

    await page.locator('#state').click()
    await page.getByRole('button', { name: 'Go offline' }).click()
    await page.getByRole('button', { name: 'Close' }).click()
    await article(page).getByRole('button', { name: 'Archived' }).click()
    await page.locator('#problem').getByRole('button', { name: 'Close' }).click()
    await page.locator('#state').click()
    await page.getByText(/^Article \d+: archive$/).waitFor()
    await look('state')
    await page.getByRole('button', { name: 'Close' }).click()

    await page.getByRole('link', { name: 'Tags' }).click()
    await page.getByRole('heading', { name: 'Tags' }).waitFor()
    await look('tags')
    expect(fake.requests.length).toBe(0)
    expect(problems).toEqual([])
  },
)

test('titles and tags of any length and direction can be read and pressed on a small phone', async () => {
  const { fake, problems, signedIn } = await enter({
    articles: 0,
    viewport: { width: 320, height: 568 },
  })
  const long = 'Rinderkennzeichnung'.repeat(10)
  const cells = '<td>words of a cell</td>'.repeat(20)
  fake.seed.entry({
    url: 'https://a.example/1',
    title: long,
    content: `<table><tr>${cells}</tr></table><p>${long}</p>`,
    tags: [long],
  })
  fake.seed.entry({ url: 'https://a.example/2', title: 'שלום עולם' })
  fake.seed.entry({ url: 'https://a.example/3', title: ' \u00a0 ' })
  const page = await signedIn()
  const cut = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('a, button, h1, h2, p, li')]
        .filter((element) => element.getBoundingClientRect().right > window.innerWidth)
        .map(({ outerHTML }) => outerHTML.slice(0, 100)),
    )
  await item(page, 'Without a title').waitFor()
  expect(await cut()).toEqual([])
  await item(page, long).click()
  await article(page).locator('td').first().waitFor()
  expect(await cut()).toEqual([])
  const { height = 0 } = (await article(page).locator('td').first().boundingBox()) ?? {}
  expect(height, 'a cell holds whole words').toBeLessThan(200)
  await page.goBack()
  await item(page, 'שלום').click()
  const heading = page.locator('#article-title')
  await eventually(() => heading.evaluate((made) => getComputedStyle(made).direction)).toBe('rtl')
  expect(problems).toEqual([])
})

test('everything can be done by keyboard, and the focus is always seen and never lost', async () => {
  const { problems, tab } = await enter({ articles: 0 })
  const page = await tab()
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement
      const { outlineStyle } = getComputedStyle(element ?? document.body)
      const box = element?.getBoundingClientRect()
      const isInView = box && box.bottom > 0 && box.top < window.innerHeight && box.width > 0
      const text = element?.getAttribute('aria-label') ?? element?.textContent ?? ''
      return { id: element?.id ?? '', text, isSeen: isInView && outlineStyle !== 'none' }
    })
  /** Goes on with Tab until something is reached; all on the way show that they have the focus. */
  const tabTo = async (name: string) => {
    for (let steps = 0; steps < 60; steps += 1) {
      await page.keyboard.press('Tab')
      const { id, text, isSeen } = await focused()
      if (id !== '' || text !== '') expect({ id, text, isSeen }).toMatchObject({ isSeen: true })
      if (id === name || text === name) return
    }
    throw new Error(`Tab does not lead to ${name}.`)
  }
  await page.getByRole('heading', { name: 'Reader' }).waitFor()
  await tabTo('Try it without a server')
  await page.keyboard.press('Enter')
  await says(page, 'all sent')
  const title = (await page.locator('#items a').first().textContent()) ?? ''
  await tabTo(title)
  await page.keyboard.press('Enter')
  await eventually(async () => (await focused()).id).toBe('article-title')
  await tabTo('star')
  await page.keyboard.press('Space')
  await eventually(() => page.locator('#star').getAttribute('aria-pressed')).toBe('true')
  expect((await focused()).id).toBe('star')
  await tabTo('highlight')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await eventually(async () => (await focused()).id).toBe('highlight')
  await tabTo('new-tag')
  await page.keyboard.type('sea')
  await page.keyboard.press('Enter')
  await page.locator('#tags', { hasText: 'sea' }).waitFor()
  expect((await focused()).id).toBe('new-tag')
  await page.goBack()
  await eventually(async () => (await focused()).text).toBe(title)
  expect(problems).toEqual([])
})

test('Chromium would install it as an app', async () => {
  const { problems, tab } = await enter({ articles: 0 })
  const page = await tab()
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  const session = await page.context().newCDPSession(page)
  const { errors, data } = await session.send('Page.getAppManifest')
  expect({ errors, name: JSON.parse(data ?? '{}').short_name }).toEqual({
    errors: [],
    name: 'Reader',
  })
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
  // Each context of these tests is a private window.
  const own = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')
  expect(own).toEqual([])
  expect(problems).toEqual([])
})
