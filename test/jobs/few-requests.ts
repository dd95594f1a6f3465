import { expect } from 'vitest'
import { clientOf, labelsIn, libraryOf } from '../support/library.js'

/** Changes the tags of every fifth entry of a library, by few requests; some addresses have 60 characters. */
export async function checkFew(
  kind: 'ids' | 'entries',
  { of: size, few }: { of: number; few: number },
): Promise<void> {
  const fake = libraryOf(0)
  for (let n = 1; n <= size; n++) {
    const url = `https://host.example/articles/of/some/length/number-${n}`
    fake.seed.entry({ url, tags: ['old'] })
  }
  const meant = fake.state.entries.filter(({ id }) => id % 5 === 0)
  const targets = meant.map(({ id, url }) => (kind === 'ids' ? id : { id, url }))
  const { entries } = clientOf(fake)
  for (const [changes, wanted] of [
    [{ add: ['new'] }, 'new,old'],
    [{ remove: ['old'] }, 'new'],
  ] as const) {
    fake.requests.length = 0
    const report = await entries.tagMany(targets, changes)
    expect(report).toMatchObject({ done: meant.length, failed: 0, unknown: 0 })
    const labels = Object.entries(labelsIn(fake))
    expect(labels.filter(([id, had]) => had !== (Number(id) % 5 === 0 ? wanted : 'old'))).toEqual(
      [],
    )
    expect(fake.requests.length).toBeLessThan(few)
  }
}
