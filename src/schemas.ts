export {
  configSchema,
  entryPageSchema,
  existenceSchema,
  existsManySchema,
  existsOneSchema,
  infoSchema,
  massCreatedSchema,
  massDeletedSchema,
  massTaggedSchema,
  registeredUserSchema,
  taggingRuleSchema,
  tokenSchema,
  userSchema,
  versionSchema,
} from './contract/answer-schemas.js'
export {
  annotationListSchema,
  annotationRangeSchema,
  annotationRangesSchema,
  annotationSchema,
  deletedAnnotationSchema,
  deletedTagSchema,
  entryIdSchema,
  entrySchema,
  exportAnnotationSchema,
  exportEntrySchema,
  linkSchema,
  serverDateSchema,
  tagSchema,
  tagWithCountSchema,
  zeroOrOneSchema,
} from './contract/entry-schemas.js'
export {
  flatErrorSchema,
  oauthErrorSchema,
  problemErrorSchema,
  wrappedErrorSchema,
} from './contract/error-schemas.js'
export {
  createAnnotationBodySchema,
  newAnnotationRangeSchema,
  registerUserBodySchema,
} from './contract/request-schemas.js'
