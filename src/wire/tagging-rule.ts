import * as z from 'zod/mini'

/** One rule of the export of tagging rules (since 2.4.0). */
export const taggingRuleSchema = z.object({ rule: z.string(), tags: z.array(z.string()) })
/** One tagging rule. */
export type WireTaggingRule = z.output<typeof taggingRuleSchema>
