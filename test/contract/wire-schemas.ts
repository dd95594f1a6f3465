import type * as z from 'zod/mini'
import type { components } from '../../schemas/wallabag.js'
import * as answers from '../../src/contract/answer-schemas.js'
import * as entries from '../../src/contract/entry-schemas.js'
import * as errors from '../../src/contract/error-schemas.js'
import * as requests from '../../src/contract/request-schemas.js'
import * as moreErrors from './error-schemas.js'
import * as moreRequests from './request-schemas.js'

/** The schemas of the OpenAPI description, as openapi-typescript sees them. */
export type ApiSchemas = components['schemas']

/** Every schema of the description with its zod twin; none may be missing, none may be more. */
export const wireSchemas = {
  ServerDate: entries.serverDateSchema,
  ZeroOrOne: entries.zeroOrOneSchema,
  Link: entries.linkSchema,
  Tag: entries.tagSchema,
  DeletedTag: entries.deletedTagSchema,
  TagWithCount: entries.tagWithCountSchema,
  AnnotationRange: entries.annotationRangeSchema,
  AnnotationRanges: entries.annotationRangesSchema,
  Annotation: entries.annotationSchema,
  DeletedAnnotation: entries.deletedAnnotationSchema,
  AnnotationList: entries.annotationListSchema,
  ExportAnnotation: entries.exportAnnotationSchema,
  Entry: entries.entrySchema,
  EntryId: entries.entryIdSchema,
  ExportEntry: entries.exportEntrySchema,
  EntryPage: answers.entryPageSchema,
  Existence: answers.existenceSchema,
  ExistsOne: answers.existsOneSchema,
  ExistsMany: answers.existsManySchema,
  MassCreated: answers.massCreatedSchema,
  MassDeleted: answers.massDeletedSchema,
  MassTagged: answers.massTaggedSchema,
  User: answers.userSchema,
  RegisteredUser: answers.registeredUserSchema,
  Config: answers.configSchema,
  TaggingRule: answers.taggingRuleSchema,
  Info: answers.infoSchema,
  Version: answers.versionSchema,
  Token: answers.tokenSchema,
  OauthError: errors.oauthErrorSchema,
  WrappedError: errors.wrappedErrorSchema,
  ProblemError: errors.problemErrorSchema,
  FlatError: errors.flatErrorSchema,
  FrameworkError: moreErrors.frameworkErrorSchema,
  RegistrationError: moreErrors.registrationErrorSchema,
  RegistrationClosed: moreErrors.registrationClosedSchema,
  FieldErrors: moreErrors.fieldErrorsSchema,
  RangeErrors: moreErrors.rangeErrorsSchema,
  AnnotationError: moreErrors.annotationErrorSchema,
  EmptyError: moreErrors.emptyErrorSchema,
  Flag: moreRequests.flagSchema,
  Labels: moreRequests.labelsSchema,
  CreateEntryBody: moreRequests.createEntryBodySchema,
  UpdateEntryBody: moreRequests.updateEntryBodySchema,
  AddTagsBody: moreRequests.addTagsBodySchema,
  MassTagItem: moreRequests.massTagItemSchema,
  DeleteTagBody: moreRequests.deleteTagBodySchema,
  DeleteTagsBody: moreRequests.deleteTagsBodySchema,
  NewAnnotationRange: requests.newAnnotationRangeSchema,
  CreateAnnotationBody: requests.createAnnotationBodySchema,
  UpdateAnnotationBody: moreRequests.updateAnnotationBodySchema,
  RegisterUserBody: requests.registerUserBodySchema,
  PasswordGrant: moreRequests.passwordGrantSchema,
  RefreshGrant: moreRequests.refreshGrantSchema,
} satisfies { [Name in keyof ApiSchemas]: z.ZodMiniType<ApiSchemas[Name]> }

/** The zod twins by name, for tests that get the name from the description. */
export const wireSchemaByName = new Map<string, z.ZodMiniType>(Object.entries(wireSchemas))
