export type {
  Settings,
  TaggingRule,
  TaggingRules,
  User,
  UserAccount,
  UserSettings,
} from './account/account.js'
export type { NewApiClient } from './account/api-client.js'
export type { ApiClient, RegisteredUser, Registration } from './account/registration.js'
export type { Server } from './account/server.js'
export type { Annotation, AnnotationRange, NewAnnotation } from './annotations/annotation.js'
export type { Annotations } from './annotations/annotations.js'
export type { InvalidItem, ResponseInfo, ValidationMode } from './api/api.js'
export type { ApiCall, Awaitable, WithResponse } from './api/awaitable.js'
export type { QueryValue, RequestData, RequestMethod } from './api/custom-request.js'
export type { ServerInfo } from './api/version-gate.js'
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
export type {
  EntryBatches,
  MassCreateResult,
  MassDeleteResult,
  MassTagResult,
  UrlTags,
} from './entries/batch.js'
export type { CoreEntries, Reloaded } from './entries/entries.js'
export type { Entry, EntrySummary } from './entries/entry.js'
export type { EntryChanges, EntryFields } from './entries/entry-fields.js'
export type { EntryFilter, ListOptions } from './entries/entry-filter.js'
export {
  type EntryRecord,
  type EntrySummaryRecord,
  fromRecord,
  toRecord,
} from './entries/entry-record.js'
export type { ExportedFile, ExportFormat } from './entries/export.js'
export type { List, Page } from './entries/list.js'
export type { ListRequest, SearchOptions } from './entries/listing.js'
export type { Saved, SaveOptions } from './entries/save-options.js'
export { type Where, type WhereOptions, where } from './entries/where.js'
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
export type { Lane, LimitGate, Limits, Turn, TurnRequest } from './http/limiter.js'
export type { Hooks, Logger, RequestEvent, ResponseEvent, RetryEvent } from './http/observer.js'
export type { RequestOptions } from './http/scope.js'
export type { RetryOptions, WallabagOptions } from './options.js'
export type { MergedTags } from './tags/merge-tags.js'
export type { TagReference, Tags } from './tags/tags.js'
export { dropTrackingParameters } from './values/article-url.js'
export { hashUrl } from './values/hash.js'
export { type Tag, type TagWithCount, toLabels } from './values/tag.js'
