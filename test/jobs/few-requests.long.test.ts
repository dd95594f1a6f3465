import { test } from 'vitest'
import { checkFew } from './few-requests.js'

test.each(['ids', 'entries'] as const)(
  'changes a thousand %s of five thousand in fewer than sixty requests',
  async (kind) => {
    await checkFew(kind, { of: 5000, few: 60 })
  },
  60_000,
)
