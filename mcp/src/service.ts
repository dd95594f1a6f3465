import { AsyncLocalStorage } from 'node:async_hooks'
import type { LoggingLevel, ServerContext } from '@modelcontextprotocol/server'
import type { Wallabag } from 'wallabag-sdk'
import { Pending } from './pending.js'
import type { Settings } from './settings.js'

/**
 * What all connections to this process share: one client, and the changes that can be confirmed or
 * undone.
 */
export class Service {
  readonly settings: Settings
  /** Changes that wait for confirmation. */
  readonly plans = new Pending(20, 15 * 60_000)
  /** Changes that can be undone. */
  readonly undos = new Pending(20, Number.POSITIVE_INFINITY)
  /** Resolves a host name. */
  readonly lookUp: LookUp

  readonly #connect: Connect
  readonly #say: (line: string) => void
  readonly #calls = new AsyncLocalStorage<ServerContext>()
  #client: Promise<Wallabag> | null = null

  /**
   * @param settings - What is allowed.
   * @param connect - Creates the client when the first tool needs it.
   * @param say - Writes a line to the log of the process.
   * @param lookUp - Resolves a host name.
   */
  constructor(settings: Settings, connect: Connect, say: (line: string) => void, lookUp: LookUp) {
    this.settings = settings
    this.lookUp = lookUp
    this.#connect = connect
    this.#say = say
  }

  /** Returns the client. If there was no login yet, the next call tries again. */
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

  /** Runs a call. Log messages during the call are also sent to its client. */
  during<T>(ctx: ServerContext, task: () => Promise<T>): Promise<T> {
    return this.#calls.run(ctx, task)
  }

  /** Writes to the log of the process, and to the client of the current call. */
  log(level: LoggingLevel, message: string): void {
    this.#say(`${level}: ${message}`)
    const ctx = this.#calls.getStore()
    // The client may have disconnected, which does not make the call fail.
    void ctx?.mcpReq.log(level, message, 'wallabag').catch(() => undefined)
  }

  /** Closes the client, if there is one. */
  async close(): Promise<void> {
    const client = await this.#client?.catch(() => null)
    await client?.close()
  }
}

type Connect = (settings: Settings, logger: import('wallabag-sdk').Logger) => Promise<Wallabag>

/** Resolves a host name to its addresses; an empty list if it does not exist. */
export type LookUp = (host: string) => Promise<readonly string[]>
