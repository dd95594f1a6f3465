// A fake of its own process, 2 ms a request and 5 % faults; it tells its parent what it holds.
import { createFakeWallabag, type Fault } from 'wallabag-sdk/testing'

const fake = createFakeWallabag({ latency: 2 })
const [, , seeded = '0', seed = '1'] = process.argv
for (let n = 0; n < Number(seeded); n++) fake.seed.entry({ url: `https://a.test/${n}` })
const faults: Fault[] = [
  'reset-before',
  'unanswered',
  'reset-in-answer',
  { kind: 'html-error', status: 502 },
  { kind: 'busy', retryAfter: 0 },
]
for (const [index, fault] of faults.entries()) {
  // The token endpoint is another chapter: a refused sign-in would end the job, as it should.
  fake.fault({ path: /\/api\//, probability: 0.01, seed: Number(seed) + index }, fault)
}
const { url } = await fake.listen()
process.send?.({ url, auth: fake.credentials })

/** What the server holds. */
export interface Held {
  readonly count: number
  readonly distinct: number
  readonly tagged: number
}

process.on('message', () => {
  const { entries } = fake.state
  process.send?.({
    count: entries.length,
    distinct: new Set(entries.map(({ url }) => url)).size,
    tagged: entries.filter(({ tags }) => tags.includes('x') && tags.length === 1).length,
  } satisfies Held)
})
process.on('disconnect', () => process.exit())
