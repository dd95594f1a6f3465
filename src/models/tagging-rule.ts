import type { WireTaggingRule } from '../wire/tagging-rule.js'

/** A rule by which the server tags entries on its own when they are saved. */
export interface TaggingRule {
  /** The condition, such as `readingTime <= 5`. */
  readonly rule: string
  /** The labels that it adds. */
  readonly tags: readonly string[]
}

/** A rule as it came, as a model. */
export function taggingRuleFromWire({ rule, tags }: WireTaggingRule): TaggingRule {
  return { rule, tags }
}
