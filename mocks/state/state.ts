import { type Zone, zoneOf } from '../php/zone.js'
import { Accounts } from './accounts.js'
import type { Clock } from './clock.js'
import { Library } from './library.js'
import { randomFrom, randomText } from './random.js'
import type { Session } from './rows.js'
import type { Version } from './version.js'

/** All data of the server. */
export class State {
  readonly version: Version
  library: Library
  accounts: Accounts
  sessions = new Map<string, Session>()
  /** The server's clock in unix seconds, which is the precision of its database. */
  readonly now: () => number
  readonly milliseconds: () => number
  /** The server's time zone. */
  readonly zone: Zone
  /** Random letters and digits from a fixed seed, so that runs are the same. */
  random: (length: number) => string
  /** Whether `PUT /api/user` is allowed. */
  registration: boolean
  accessTokenLifetime: number
  refreshTokenLifetime: number

  constructor(
    version: Version,
    clock: Clock,
    options: {
      registration: boolean
      accessTokenLifetime: number
      refreshTokenLifetime: number
      timeZone: string | undefined
    },
  ) {
    this.version = version
    this.library = new Library(version)
    this.now = () => Math.floor(clock.now() / 1000)
    this.milliseconds = () => clock.now()
    this.zone = zoneOf(options.timeZone)
    this.random = randomTexts()
    this.accounts = new Accounts(this.now, this.random)
    this.registration = options.registration
    this.accessTokenLifetime = options.accessTokenLifetime
    this.refreshTokenLifetime = options.refreshTokenLifetime
  }

  /** Deletes everything. Random values then repeat from the start. */
  reset(): void {
    this.library = new Library(this.version)
    this.random = randomTexts()
    this.accounts = new Accounts(this.now, this.random)
    this.sessions = new Map()
  }

  /** Whether this is the development version. */
  get isDev(): boolean {
    return this.version === '2.7.0-dev'
  }

  /** Creates a value for `uid` like PHP's `uniqid('', true)`. */
  uid(): string {
    const micros = Math.floor(this.milliseconds() * 1000)
    const seconds = Math.floor(micros / 1e6)
      .toString(16)
      .padStart(8, '0')
    const rest = (micros % 1e6).toString(16).padStart(5, '0')
    const digits = this.random(9).replace(/\D/g, (letter) => String(letter.charCodeAt(0) % 10))
    return `${seconds}${rest}${digits[0]}.${digits.slice(1)}`
  }
}

function randomTexts(): (length: number) => string {
  const numbers = randomFrom(0x77616c6c)
  return (length) => randomText(numbers, length)
}
