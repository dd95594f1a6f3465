import type { WireInfo } from '../wire/info.js'

/** What a server says about itself, to anybody. */
export interface ServerInfo {
  /** The name of the software, `wallabag`. */
  readonly appName: string
  /** The version, such as `2.6.14`. */
  readonly version: string
  /** Whether the server lets strangers register by the API. */
  readonly registrationAllowed: boolean
}

/** The info as it came, as a model. */
export function infoFromWire(wire: WireInfo): ServerInfo {
  return {
    appName: wire.appname,
    version: wire.version,
    registrationAllowed: wire.allowed_registration,
  }
}
