import type * as z from 'zod/mini'
import { annotationSchema, deletedAnnotationSchema } from './annotation.js'
import { configSchema } from './config.js'
import { entryIdSchema, entrySchema } from './entry.js'
import { existsManySchema } from './exists.js'
import { infoSchema, versionSchema } from './info.js'
import { annotationListEnvelopeSchema, listEnvelopeSchema } from './list.js'
import { massCreatedSchema, massDeletedSchema, massTaggedSchema } from './mass.js'
import { entryPageEnvelopeSchema } from './page.js'
import { deletedTagSchema, tagSchema, tagWithCountSchema } from './tag.js'
import { taggingRuleSchema } from './tagging-rule.js'
import { registeredUserSchema, userSchema } from './user.js'
import { matches, validate, type WireIssue } from './validate.js'

const answers = {
  annotation: annotationSchema,
  annotationList: annotationListEnvelopeSchema,
  config: configSchema,
  deletedAnnotation: deletedAnnotationSchema,
  deletedTag: deletedTagSchema,
  entry: entrySchema,
  entryId: entryIdSchema,
  entryPage: entryPageEnvelopeSchema,
  existsMany: existsManySchema,
  info: infoSchema,
  list: listEnvelopeSchema,
  massCreated: massCreatedSchema,
  massDeleted: massDeletedSchema,
  massTagged: massTaggedSchema,
  registeredUser: registeredUserSchema,
  tag: tagSchema,
  tagWithCount: tagWithCountSchema,
  taggingRule: taggingRuleSchema,
  user: userSchema,
  version: versionSchema,
}

/** The name of an answer, of its envelope, or of an item in one. */
export type AnswerName = keyof typeof answers

/** An answer as it comes over the wire. */
export type WireAnswer<N extends AnswerName> = z.input<(typeof answers)[N]>

/** Whether a value is what the API promises under a name. */
export function isAnswer<N extends AnswerName>(name: N, value: unknown): value is WireAnswer<N> {
  return matches(answers[name], value)
}

/** All that is wrong with a value that should be what the API promises under a name. */
export function issuesOf(name: AnswerName, value: unknown): readonly WireIssue[] {
  const result = validate(answers[name], value)
  return result.ok ? [] : result.issues
}
