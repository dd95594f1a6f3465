import type { WireInfo } from '../contract/answer-schemas.js'
import { AbortError, InputError, isWallabagError } from '../errors/index.js'
import { newId } from '../http/observer.js'
import { type Scope, within } from '../http/wait.js'
import type { Answered, Api } from './api.js'

/** What the server tells about itself without signing in. */
export interface ServerInfo {
  /** The name of the software, `wallabag`. */
  readonly appName: string
  /** The version, such as `2.6.14`. */
  readonly version: string
  /** Whether anybody may register through the API. */
  readonly registrationAllowed: boolean
}

export function infoFromWire(wire: WireInfo): ServerInfo {
  return {
    appName: wire.appname,
    version: wire.version,
    registrationAllowed: wire.allowed_registration,
  }
}

/**
 * A feature that some versions of the server lack. Those would ignore the request for it or fail.
 */
export interface Requirement {
  /** The feature, as named in a message. */
  readonly what: string
  /** The first version with the feature. */
  readonly since?: string
  /** The first version without the feature. */
  readonly until?: string
}

/**
 * Sends `GET /api/info` without a token, because an invalid token would turn a good answer into a
 * 401 (quirk 34).
 */
export function getInfo(api: Api, scope: Scope): Promise<Answered<ServerInfo>> {
  return api.one(
    { operation: 'getInfo', method: 'GET', path: 'api/info', auth: 'none' },
    'info',
    infoFromWire,
    scope,
  )
}

/** A running request for the version. */
interface Question {
  readonly answer: Promise<string>
  /** Aborts the request when no call waits for the answer any more. */
  readonly controller: AbortController
  /** How many calls wait for the answer. */
  waiting: number
}

const what = 'Asking for the version'

/** The version of the server. It is asked for once, and only if something depends on it. */
export class ServerVersion {
  readonly #api: Api
  #known: string | null = null
  /**
   * The running requests by their timeout: a call must not fail because of the shorter timeout of
   * another.
   */
  readonly #questions = new Map<number | undefined, Question>()

  constructor(api: Api) {
    this.#api = api
  }

  /**
   * The version as the server writes it. Calls at the same time share one request. A call that is
   * aborted only stops waiting; the request is aborted when the last of them has stopped.
   */
  async get(scope: Scope): Promise<string> {
    const { signal, timeout } = scope
    if (this.#known !== null) return this.#known
    if (signal?.aborted) throw new AbortError(what, { cause: signal.reason })
    const question = this.#questions.get(timeout) ?? this.#ask(timeout)
    question.waiting += 1
    try {
      this.#known = await within(question.answer, scope, what)
      return this.#known
    } finally {
      question.waiting -= 1
      if (question.waiting === 0) {
        this.#questions.delete(timeout)
        question.controller.abort()
      }
    }
  }

  #ask(timeout: number | undefined): Question {
    const controller = new AbortController()
    const { signal } = controller
    const deadline = Infinity
    const answer = askVersion(this.#api, { id: newId(), signal, timeout, deadline })
    const question = { answer, controller, waiting: 0 }
    this.#questions.set(timeout, question)
    return question
  }

  /**
   * Refuses features that this version of the server lacks, because the server would ignore them
   * and return something else.
   *
   * @throws InputError with code `unsupported`.
   */
  async require(requirements: readonly Requirement[], scope: Scope): Promise<void> {
    if (requirements.length === 0) return
    const version = await this.get(scope)
    for (const requirement of requirements) {
      const needed = unmet(requirement, version)
      if (needed === null) continue
      throw new InputError(
        'unsupported',
        `${requirement.what} needs Wallabag ${needed}; this server is ${version}.`,
      )
    }
  }
}

/** The version that is needed, or `null` if this one is suitable. */
function unmet({ since, until }: Requirement, version: string): string | null {
  if (since !== undefined && compareVersions(version, since) < 0) return `${since} or later`
  if (until !== undefined && compareVersions(version, until) >= 0) return `before ${until}`
  return null
}

/** Asks for the version. Servers before 2.4.0 have no `/api/info` but only `/api/version`. */
export async function askVersion(api: Api, scope: Scope): Promise<string> {
  try {
    return (await getInfo(api, scope)).value.version
  } catch (error) {
    if (!isWallabagError(error) || error.code !== 'not_found_route') throw error
    const request = {
      operation: 'getVersion',
      method: 'GET',
      path: 'api/version',
      auth: 'none',
    } as const
    return (await api.one(request, 'version', (version) => version, scope)).value
  }
}

/** Compares the three numbers and nothing else: `2.7.0-dev` already has the features of 2.7.0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)]
  for (let index = 0; index < 3; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function numbers(version: string): number[] {
  return (/^\d+(?:\.\d+)*/.exec(version.trim())?.[0] ?? '').split('.').map(Number)
}
