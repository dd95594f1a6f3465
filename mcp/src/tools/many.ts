import * as z from 'zod'
import { failedShape } from '../job.js'

/** The output of tools that act on many entries. */
export const manyShape = {
  status: z.enum(['done', 'confirm', 'declined', 'nothing']),
  count: z.number().describe('How many entries were or would be changed'),
  sample: z.array(z.string()).optional(),
  confirm: z.string().optional().describe('Pass it back to do this'),
  failed: z.array(failedShape).optional(),
  missing: z.array(z.string()).optional(),
}
