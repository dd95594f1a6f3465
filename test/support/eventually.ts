import { vi } from 'vitest'

/** Waits until a look at something fails no more, for as long as a busy machine may take. */
export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 60_000 })
}
