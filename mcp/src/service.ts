import { AsyncLocalStorage } from 'node:async_hooks'
import type { LoggingLevel, ServerContext } from '@modelcontextprotocol/server'
import type { Wallabag } from 'wallabag-sdk'
import { Pending } from './pending.js'
import type { Settings } from './settings.js'

/** What all connections to this process share: one login, and the changes that wait for a word. */
export class Service {
  readonly settings: Settings
  /** Changes that wait for somebody to say yes. */
  readonly plans = new Pending(20, 15 * 60_000)
  /** Changes that can be taken back. */
  readonly undos = new Pending(20, Number.POSITIVE_INFINITY)
  /** Whether an address on the network is looked up: the addresses of a host name. */
  readonly lookUp: LookUp

  readonly #connect: Connect
  readonly #say: (line: string) => void
  readonly #calls = new AsyncLocalStorage<ServerContext>()
  #client: Promise<Wallabag> | null = null

  /**
   * @param settings - What is allowed.
   * @param connect - Makes the client, when the first tool needs it.
   * @param say - Writes a line to the log of the process.
   * @param lookUp - Finds the addresses of a host name.
   */
  constructor(settings: Settings, connect: Connect, say: (line: string) => void, lookUp: LookUp) {
    this.settings = settings
    this.lookUp = lookUp
    this.#connect = connect
    this.#say = say
  }

  /** The client; a login that is not there yet is looked for again at the next call. */
  client(): Promise<Wallabag> {
    this.#client ??= this.#connect(this.settings, {
      debug: () => {},
      info: () => {},
      warn: (message) => this.log('warning', message),
      error: (message) => this.log('error', message),
    }).catch((error: unknown) => {
      this.#client = null
      throw error
    })
    return this.#client
  }

  /** Runs a call; what is logged meanwhile goes to whoever called, too. */
  during<T>(ctx: ServerContext, task: () => Promise<T>): Promise<T> {
    return this.#calls.run(ctx, task)
  }

  /** Writes to the log of the process, and to the client whose call this is about. */
  log(level: LoggingLevel, message: string): void {
    this.#say(`${level}: ${message}`)
    const ctx = this.#calls.getStore()
    // A client that has gone hears nothing; that is no fault of the call.
    void ctx?.mcpReq.log(level, message, 'wallabag').catch(() => undefined)
  }

  /** Waits for what the client still keeps. */
  async close(): Promise<void> {
    const client = await this.#client?.catch(() => null)
    await client?.close()
  }
}

type Connect = (settings: Settings, logger: import('wallabag-sdk').Logger) => Promise<Wallabag>

/** Finds the addresses of a host name; none when there is no such host. */
export type LookUp = (host: string) => Promise<readonly string[]>
