import { describe, expect, test } from 'vitest'
import { operations } from './openapi.js'
import { idIn, RecordedServer, recorded } from './recorded-server.js'
import { rows } from './sdk-requests.js'

describe.each(['2.6.14', '2.7.0-dev'])('every request of the SDK was recorded on %s', (version) => {
  const cases = rows
    .filter(({ only }) => only === undefined || only === version)
    .map((row) => ({ ...row, title: row.recordings.join(', ') }))
  test.each(cases)('$title', async ({ recordings, run }) => {
    const server = new RecordedServer(version, recordings)
    await run(server.wallabag, (name) => idIn(recorded(version, name)))
    expect(server.unmatched).toEqual([])
    expect([...server.matched]).toEqual(expect.arrayContaining([...recordings]))
  })
})

test('every operation of the description is among them', () => {
  const covered = new Set(rows.flatMap((row) => row.operations))
  const missing = operations.map(({ id }) => id).filter((id) => !covered.has(id))
  // The sign-in is proved in its own test below.
  expect(missing).toEqual(['createToken'])
})

test('a request that differs in anything is noticed', async () => {
  const server = new RecordedServer('2.6.14', [])
  const refused = server.wallabag.entries.update(3, { title: 'Never recorded' })
  await expect(refused).rejects.toMatchObject({ status: 418 })
  expect(server.unmatched).toEqual(['PATCH /api/entries/3? {"title":"Never recorded"}'])
})
