import { describe, expect, it } from 'vitest'
import { chapters, faces, known, recording, unequal } from './recordings.js'

describe.each(['msw', 'sockets'] as const)('a recording replays equal: %s', (face) => {
  it.each([...known, ...chapters])('$name', async (file) => {
    const exchanges = recording(file.name)
    const results = await faces[face](file, exchanges)
    expect(results).toHaveLength(exchanges.length)
    expect(unequal(results)).toEqual([])
  })
})
