import { expect, test } from 'vitest'
import { createWorld, use } from './world.js'

const finds: readonly Record<string, unknown>[] = [
  {},
  { archived: false, limit: 100 },
  { words: 'Bicycle' },
  { words: 'Bicycle', archived: false },
  { tags: ['travel'], order: 'oldest' },
  { untagged: true },
  { language: 'xx' },
  { savedBefore: '1y' },
  { savedAfter: '2w', starred: true },
  { domain: 'nowhere.example' },
  { changedAfter: '1d' },
]

test('of 50 000 entries each find takes at most three requests and 40 KB', async () => {
  const world = createWorld()
  world.fake.seed.library(50_000)
  const { client } = await world.connect('modern')
  await use(client, 'status')
  world.calls()
  const spent = []
  for (const args of finds) {
    const answer = await use(client, 'find', args)
    expect(answer.isError, answer.text).toBe(false)
    const requests = world.calls()
    spent.push(`${requests.length} requests, ${answer.bytes} bytes: find ${JSON.stringify(args)}`)
    expect(requests.length, JSON.stringify(args)).toBeLessThanOrEqual(3)
    expect(answer.bytes).toBeLessThanOrEqual(40_000)
  }
  console.log(spent.join('\n'))
})
