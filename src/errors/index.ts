export { AbortError } from './abort-error.js'
export { changedNothing } from './changed-nothing.js'
export { describe, describeNumber, describeSecret, rememberSecret } from './describe.js'
export { detailsOf } from './details.js'
export { expected, noSuch, unexpectedInput } from './expected.js'
export { InputError, type InputErrorCode } from './input-error.js'
export { PartialError } from './partial-error.js'
export {
  type ErrorCode,
  type ErrorDetails,
  isWallabagError,
  type Outcome,
  WallabagError,
} from './wallabag-error.js'
