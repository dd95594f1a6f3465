import { InputError, isWallabagError } from '../errors/index.js'
import { openScope, type Scope } from '../http/scope.js'
import { within } from '../http/within.js'
import type { Requirement } from '../models/requirement.js'
import type { Api } from './api.js'
import { getInfo } from './info.js'

/** What version the server is, asked once and only when something depends on it. */
export class ServerVersion {
  readonly #api: Api
  #known: Promise<string> | null = null

  constructor(api: Api) {
    this.#api = api
  }

  /** The version as the server writes it. All who want to know it wait for one answer, which none of them ends. */
  get(scope: Scope): Promise<string> {
    this.#known ??= ask(this.#api, openScope({}, {})).catch((error: unknown) => {
      this.#known = null
      throw error
    })
    return within(this.#known, scope, 'Asking for the version')
  }

  /**
   * Refuses what this version of the server lacks: it would ignore it and answer something else.
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

/** The version that is needed instead, or `null` when this one will do. */
function unmet({ since, until }: Requirement, version: string): string | null {
  if (since !== undefined && compareVersions(version, since) < 0) return `${since} or later`
  if (until !== undefined && compareVersions(version, until) >= 0) return `before ${until}`
  return null
}

/** `/api/info` came with 2.4.0; before it only the version could be asked for. */
async function ask(api: Api, scope: Scope): Promise<string> {
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

/** Compares by the three numbers alone: `2.7.0-dev` has what 2.7.0 will have. */
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
