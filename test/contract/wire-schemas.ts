import type * as z from 'zod/mini'
import type { components } from '../../schemas/wallabag.js'
import * as config from '../../src/contract/answer-schemas.js'
import * as exists from '../../src/contract/answer-schemas.js'
import * as info from '../../src/contract/answer-schemas.js'
import * as mass from '../../src/contract/answer-schemas.js'
import * as page from '../../src/contract/answer-schemas.js'
import * as taggingRule from '../../src/contract/answer-schemas.js'
import * as token from '../../src/contract/answer-schemas.js'
import * as user from '../../src/contract/answer-schemas.js'
import * as annotation from '../../src/contract/entry-schemas.js'
import * as entry from '../../src/contract/entry-schemas.js'
import * as tag from '../../src/contract/entry-schemas.js'
import * as values from '../../src/contract/entry-schemas.js'
import * as errors from '../../src/contract/error-schemas.js'
import * as requests from '../../src/contract/request-schemas.js'

/** The schemas of the OpenAPI description, as openapi-typescript sees them. */
export type ApiSchemas = components['schemas']

/** Every schema of the description with its zod twin; none may be missing, none may be more. */
export const wireSchemas = {
  ServerDate: values.serverDateSchema,
  ZeroOrOne: values.zeroOrOneSchema,
  Link: values.linkSchema,
  Tag: tag.tagSchema,
  DeletedTag: tag.deletedTagSchema,
  TagWithCount: tag.tagWithCountSchema,
  AnnotationRange: annotation.annotationRangeSchema,
  Annotation: annotation.annotationSchema,
  DeletedAnnotation: annotation.deletedAnnotationSchema,
  AnnotationList: annotation.annotationListSchema,
  ExportAnnotation: annotation.exportAnnotationSchema,
  Entry: entry.entrySchema,
  EntryId: entry.entryIdSchema,
  ExportEntry: entry.exportEntrySchema,
  EntryPage: page.entryPageSchema,
  Existence: exists.existenceSchema,
  ExistsOne: exists.existsOneSchema,
  ExistsMany: exists.existsManySchema,
  MassCreated: mass.massCreatedSchema,
  MassDeleted: mass.massDeletedSchema,
  MassTagged: mass.massTaggedSchema,
  User: user.userSchema,
  RegisteredUser: user.registeredUserSchema,
  Config: config.configSchema,
  TaggingRule: taggingRule.taggingRuleSchema,
  Info: info.infoSchema,
  Version: info.versionSchema,
  Token: token.tokenSchema,
  OauthError: errors.oauthErrorSchema,
  WrappedError: errors.wrappedErrorSchema,
  ProblemError: errors.problemErrorSchema,
  FlatError: errors.flatErrorSchema,
  FrameworkError: errors.frameworkErrorSchema,
  RegistrationError: errors.registrationErrorSchema,
  RegistrationClosed: errors.registrationClosedSchema,
  FieldErrors: errors.fieldErrorsSchema,
  RangeErrors: errors.rangeErrorsSchema,
  AnnotationError: errors.annotationErrorSchema,
  EmptyError: errors.emptyErrorSchema,
  Flag: requests.flagSchema,
  Labels: requests.labelsSchema,
  CreateEntryBody: requests.createEntryBodySchema,
  UpdateEntryBody: requests.updateEntryBodySchema,
  AddTagsBody: requests.addTagsBodySchema,
  MassTagItem: requests.massTagItemSchema,
  DeleteTagBody: requests.deleteTagBodySchema,
  DeleteTagsBody: requests.deleteTagsBodySchema,
  NewAnnotationRange: requests.newAnnotationRangeSchema,
  CreateAnnotationBody: requests.createAnnotationBodySchema,
  UpdateAnnotationBody: requests.updateAnnotationBodySchema,
  RegisterUserBody: requests.registerUserBodySchema,
  PasswordGrant: requests.passwordGrantSchema,
  RefreshGrant: requests.refreshGrantSchema,
} satisfies { [Name in keyof ApiSchemas]: z.ZodMiniType<ApiSchemas[Name]> }

/** The zod twins by name, for tests that get the name from the description. */
export const wireSchemaByName = new Map<string, z.ZodMiniType>(Object.entries(wireSchemas))
