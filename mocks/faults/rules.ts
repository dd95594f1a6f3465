import { randomFrom } from '../state/random.js'
import { checkFault } from './check.js'
import type { Fault, FaultHandle, FaultRule } from './kinds.js'

/** The token endpoint takes no token, so it never refuses one. */
const TOKEN_PATH = '/oauth/v2/token'

interface Active {
  fault: Fault
  /** Whether the fault applies to this matching request. Counts the request. */
  strikes: () => boolean
  fits: (method: string, path: string) => boolean
  /**
   * Whether the connection must have served a request before: only an open connection can turn out
   * to be closed.
   */
  needsReuse: boolean
  isTotal: boolean
}

/** Called when the server starts or stops refusing connections. */
export type RefusalListener = (isRefusing: boolean) => Promise<void>

/** The active faults. */
export class Faults {
  readonly #active = new Set<Active>()
  readonly #basePath: string
  readonly #listeners = new Set<RefusalListener>()

  constructor(basePath: string) {
    this.#basePath = basePath
  }

  /** Adds a fault. */
  add(rule: FaultRule, fault: Fault): FaultHandle {
    checkFault(rule, fault)
    const random = randomFrom(rule.seed ?? 1)
    const nth = typeof rule.nth === 'number' ? [rule.nth] : rule.nth
    const isRefusal = kindOf(fault) === 'unauthorized'
    let [seen, hits] = [0, 0]
    const active: Active = {
      fault,
      fits: (method, path) =>
        this.#fits(rule, method, path) && !(isRefusal && path.endsWith(TOKEN_PATH)),
      strikes: () => {
        seen += 1
        const isChosen = nth === undefined || nth.includes(seen)
        const isDrawn = rule.probability === undefined || random() < rule.probability
        if (!isChosen || !isDrawn || hits >= (rule.times ?? Number.POSITIVE_INFINITY)) return false
        hits += 1
        return true
      },
      needsReuse: kindOf(fault) === 'closed-socket',
      isTotal:
        kindOf(fault) === 'refused' && Object.values(rule).every((value) => value === undefined),
    }
    this.#active.add(active)
    void this.#tell()
    return {
      get hits() {
        return hits
      },
      remove: () => {
        this.#active.delete(active)
        return this.#tell()
      },
    }
  }

  /** Removes all faults. */
  clear(): Promise<void> {
    this.#active.clear()
    return this.#tell()
  }

  /**
   * Returns the fault for a request. Every matching rule counts the request, and the first one
   * wins.
   *
   * @param isReused Whether the connection has served another request before
   */
  strike(method: string, path: string, isReused: boolean): Fault | undefined {
    let found: Fault | undefined
    for (const { fits, strikes, fault, needsReuse } of this.#active) {
      const isMeant = (isReused || !needsReuse) && fits(method, path)
      if (isMeant && strikes()) found ??= fault
    }
    return found
  }

  /** Whether every connection is refused, so that a listener closes its port. */
  get isRefusing(): boolean {
    return [...this.#active].some(({ isTotal }) => isTotal)
  }

  /** Calls a listener when `isRefusing` may have changed. Returns a function that ends this. */
  onRefusal(listener: RefusalListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async #tell(): Promise<void> {
    await Promise.all([...this.#listeners].map((listener) => listener(this.isRefusing)))
  }

  #fits(rule: FaultRule, method: string, path: string): boolean {
    if (rule.method !== undefined && rule.method.toUpperCase() !== method) return false
    if (rule.path === undefined) return true
    if (typeof rule.path !== 'string') return path.search(rule.path) >= 0
    const inside = path.startsWith(this.#basePath) ? path.slice(this.#basePath.length) : path
    const source = rule.path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '[^/.]+')
    return new RegExp(`^${source}(?:\\.[^/]+)?$`).test(inside)
  }
}

function kindOf(fault: Fault): string {
  if (typeof fault === 'function') return 'custom'
  return typeof fault === 'string' ? fault : fault.kind
}
