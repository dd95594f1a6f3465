import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { Browsing } from '../browser/chromium.js'
import type { Answer, Hand } from './hand.js'
import { faults, type MakePlace } from './history.js'

declare global {
  /** Somebody in a page. */
  var hand: Hand
}

/** Hands in pages of their own, on one IndexedDB; some are closed in the middle. */
export function inPages(browsing: Browsing, origin: string): MakePlace {
  return async (world, random) => {
    const context = await browsing.browser.newContext()
    const listener = await world.fake.listen()
    const pages = new Map<Hand, Page>()
    const setTime = async (now: number) => {
      for (const page of pages.values()) {
        await page.evaluate((then) => sdk.shiftTime(then), now)
      }
    }
    return {
      async hand() {
        const page = await browsing.open(context, origin)
        const account = { url: listener.url, auth: world.fake.credentials, now: Date.now() }
        await page.evaluate(({ url, auth, now }) => {
          sdk.shiftTime(now)
          const client = new sdk.Wallabag({ url, auth, retry: { limit: 0 }, saveSettleTime: 1 })
          const store = sdk.indexedDbStore('several')
          globalThis.hand = sdk.handOn(sdk.createSync, client, store)
        }, account)
        const hand: Hand = {
          act: (command) =>
            page
              .evaluate((given) => globalThis.hand.act(given), command)
              .catch((): Answer => ({ code: 'killed' })),
        }
        pages.set(hand, page)
        return hand
      },
      async kill(hand) {
        await sleep(random.below(60))
        await pages.get(hand)?.close()
        pages.delete(hand)
      },
      setTime,
      // Chromium itself sends a request again, a POST too, if a connection that it used before closes
      // without an answer. Nothing in the page can know of the first one.
      faults: faults.filter((kind) => kind !== 'unanswered'),
      async end() {
        await context.close()
        await listener.close()
      },
    }
  }
}
