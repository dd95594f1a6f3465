export type { Auth, AuthStatus } from './auth/auth.js'
export type {
  AuthOptions,
  ClientCredentials,
  PasswordAuth,
  RefreshTokenAuth,
  SignInCredentials,
  SuppliedTokenAuth,
} from './auth/credentials.js'
export type { AuthEvents } from './auth/token-manager.js'
export type { MaybePromise, StoredTokens, TokenStore } from './auth/token-store.js'
export {
  type ExtensionStorage,
  type WebStorage,
  webStorageTokenStore,
} from './auth/web-storage-token-store.js'
export { CoreWallabag as Wallabag } from './core-client.js'
export {
  AbortError,
  type ErrorCode,
  type ErrorDetails,
  InputError,
  type InputErrorCode,
  isWallabagError,
  type Outcome,
  PartialError,
  WallabagError,
} from './errors/index.js'
export type { NewApiClient } from './flows/create-api-client.js'
export type { MergedTags } from './flows/merge-tags.js'
export type { Saved, SaveOptions } from './flows/save-input.js'
export type { Lane, LimitGate, Limits, Turn, TurnRequest } from './http/limiter.js'
export type { Hooks, Logger, RequestEvent, ResponseEvent, RetryEvent } from './http/observer.js'
export type { RequestOptions } from './http/scope.js'
export type { Annotation, AnnotationRange } from './models/annotation.js'
export type { NewAnnotation } from './models/annotation-input.js'
export type { ApiClient } from './models/api-client.js'
export type { Entry, EntrySummary } from './models/entry.js'
export type { EntryChanges } from './models/entry-changes.js'
export type { EntryFilter, ListOptions } from './models/entry-filter.js'
export type { EntryFields } from './models/entry-input.js'
export {
  type EntryRecord,
  type EntrySummaryRecord,
  fromRecord,
  toRecord,
} from './models/entry-record.js'
export type { ExportedFile, ExportFormat } from './models/export.js'
export type { ServerInfo } from './models/info.js'
export type { Registration } from './models/registration.js'
export type { Settings } from './models/settings.js'
export type { Tag, TagWithCount } from './models/tag.js'
export type { TaggingRule } from './models/tagging-rule.js'
export type { RegisteredUser, User } from './models/user.js'
export type { InvalidItem, ResponseInfo, ValidationMode } from './operations/api.js'
export type { ApiCall, WithResponse } from './operations/call.js'
export type { QueryValue, RequestData, RequestMethod } from './operations/custom.js'
export type { MassCreateResult, MassDeleteResult, MassTagResult } from './operations/mass.js'
export type { RetryOptions, WallabagOptions } from './options.js'
export type { List } from './pages/list.js'
export type { Page } from './pages/page.js'
export type { Annotations } from './resources/annotations.js'
export type { CoreEntries, Reloaded } from './resources/core-entries.js'
export type { EntryBatches, UrlTags } from './resources/entry-batches.js'
export type { SearchOptions } from './resources/search.js'
export type { Server } from './resources/server.js'
export type { UserSettings } from './resources/settings.js'
export type { TaggingRules } from './resources/tagging-rules.js'
export type { TagReference, Tags } from './resources/tags.js'
export type { UserAccount } from './resources/user.js'
export { dropTrackingParameters } from './url/drop-tracking-parameters.js'
export { hashUrl } from './url/hash-url.js'
