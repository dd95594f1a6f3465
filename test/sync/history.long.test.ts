import { vi } from 'vitest'
import { testHistories } from './histories.js'

vi.mock('../../src/sync/sizes.js', () => import('./small-sizes.js'))

testHistories(2000, 1_800_000)
