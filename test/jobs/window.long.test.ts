import { expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'

test('a job over 100 000 items of an async iterable never holds more than its window', async () => {
  const wallabag = new Wallabag({
    url: 'https://wallabag.test',
    auth: { getAccessToken: () => 'token' },
    fetch: async (input) => {
      const url = input instanceof Request ? input.url : String(input)
      return Response.json({ id: Number(/(\d+)\?/.exec(url)?.[1]) })
    },
  })
  let [taken, finished, most] = [0, 0, 0]
  async function* ids() {
    for (taken = 1; taken <= 100_000; taken++) {
      most = Math.max(most, taken - finished)
      yield taken
    }
  }
  const onOutcome = () => {
    finished += 1
  }
  const report = await wallabag.entries.deleteMany(ids(), { onOutcome })
  expect(report).toMatchObject({ done: 100_000, failed: 0 })
  console.log(`at most ${most} items at once`)
  // A hundred are put together while the hundred before them wait for their turn.
  expect(most).toBeLessThan(220)
})
