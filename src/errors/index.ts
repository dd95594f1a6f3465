export {
  aCount,
  aFlag,
  aFunction,
  anObject,
  aSignal,
  aText,
  atLeast,
  aWholeNumber,
  checkMethods,
  checkOption,
  checkOptions,
  checkUnicode,
  hasMethods,
  isObject,
  milliseconds,
  type OptionRule,
  type OptionRules,
  oneOf,
  wholeAtLeast,
} from './check-options.js'
export { describe, describeSecret, rememberSecret } from './describe.js'
export {
  expected,
  InputError,
  type InputErrorCode,
  noSuch,
  unexpectedInput,
} from './input-error.js'
export { PartialError } from './partial-error.js'
export {
  AbortError,
  changedNothing,
  detailsOf,
  type ErrorCode,
  type ErrorDetails,
  isWallabagError,
  messageWithoutHint,
  type Outcome,
  WallabagError,
} from './wallabag-error.js'
