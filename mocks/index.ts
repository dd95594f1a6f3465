export type { Page } from './content/page.js'
export type { Fetched, Pages } from './content/pages.js'
export type { Listener } from './faces/listen.js'
export type { MswHttp } from './faces/msw.js'
export {
  createFakeWallabag,
  type FakeCredentials,
  type FakeOptions,
  type FakeWallabag,
} from './fake.js'
export type {
  CustomFault,
  Fault,
  FaultContext,
  FaultDetails,
  FaultHandle,
  FaultRule,
  GatewayForm,
  RetryAfterForm,
} from './faults/kinds.js'
export type { LoggedRequest, RequestLog } from './log.js'
export type { Exchange } from './replay/exchange.js'
export { type ReplayOptions, type ReplayResult, replay } from './replay/replay.js'
export type { Seed, SeedClient, SeedUser } from './seed/seed.js'
export type { SeedEntry } from './seed/seed-entry.js'
export type { Backup, Behind } from './state/behind.js'
export type { Clock } from './state/clock.js'
export type { Annotation, Client, Tag, TaggingRule, Token, User } from './state/rows.js'
export type { Version } from './state/version.js'
export type { EntryView, StateView } from './state/view.js'
