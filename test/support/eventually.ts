import { vi } from 'vitest'

/** Waits until a check no longer fails. The time limit is long, because the machine may be busy. */
export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 60_000 })
}
