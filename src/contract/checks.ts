import type * as z from 'zod/mini'
import {
  annotationListEnvelopeSchema,
  configSchema,
  entryPageEnvelopeSchema,
  existsManySchema,
  infoSchema,
  listEnvelopeSchema,
  massCreatedSchema,
  massDeletedSchema,
  massTaggedSchema,
  registeredUserSchema,
  taggingRuleSchema,
  userSchema,
  versionSchema,
} from './answer-schemas.js'
import {
  annotationSchema,
  deletedAnnotationSchema,
  deletedTagSchema,
  entryIdSchema,
  entrySchema,
  tagSchema,
  tagWithCountSchema,
} from './entry-schemas.js'
import { matches, validate, type WireIssue } from './issues.js'

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
