import { AbortError, WallabagError } from '../errors/index.js'
import { guardTimer, monotonic } from '../http/clock.js'
import type { Authorizer } from '../http/parts.js'
import type { Redactor } from '../http/redact.js'
import type { Scope } from '../http/scope.js'
import type { HeldTokens } from './held-tokens.js'
import type { Renewer } from './renewer.js'
import { isRefusal } from './token-endpoint.js'

/** After a background renewal that failed by bad luck, the living token serves alone for a while. */
const backgroundRest = 30_000

/** What the client's owner is told of the sign-in. */
export interface AuthEvents {
  /** New tokens were obtained. They are secret; the function is for those who keep them elsewhere. */
  onTokens?: ((tokens: HeldTokens['tokens']) => void) | undefined
  /** The sign-in was refused or ended; nothing is sent until `auth.signIn()`. */
  onSignedOut?: ((reason: WallabagError) => void) | undefined
}

/**
 * Keeps one account signed in: one renewal at a time, in the background while the token lives, and
 * no request at all after a refusal, since a server bans who knocks with dead tokens.
 */
export class TokenManager implements Authorizer {
  readonly #renewer: Renewer
  readonly #redactor: Redactor
  readonly #events: AuthEvents
  #held: HeldTokens | null = null
  #renewal: Promise<HeldTokens> | null = null
  /** Why nothing is sent any more. */
  #latched: WallabagError | null = null
  /** When clocks disagree, one call tries the token while the others wait for this. */
  #probe: { readonly done: Promise<void>; readonly finish: () => void } | null = null
  #correctable = false
  #restUntil = 0

  constructor(renewer: Renewer, redactor: Redactor, events: AuthEvents) {
    this.#renewer = renewer
    this.#redactor = redactor
    this.#events = events
  }

  async token(scope: Scope): Promise<string> {
    for (;;) {
      if (this.#latched) throw this.#latched
      const held = this.#held
      const life = held?.life ?? 'over'
      if (!held || life === 'over')
        return (await within(this.#renew(null), scope)).tokens.accessToken
      if (life === 'ageing') this.#renewInBackground()
      if (life !== 'doubtful') return held.tokens.accessToken
      if (!this.#probe) {
        this.#probe = deferred()
        return held.tokens.accessToken
      }
      await within(this.#probe.done, scope)
    }
  }

  accepted(token: string, date: string | null): void {
    const held = this.#held
    if (!held || held.tokens.accessToken !== token) return
    if (this.#probe) {
      held.anchor()
      this.#endProbe()
    }
    const serverNow = this.#correctable && date !== null ? Date.parse(date) : Number.NaN
    if (Number.isNaN(serverNow)) return
    held.correct(serverNow)
    this.#correctable = false
  }

  unanswered(token: string): void {
    if (this.#held?.tokens.accessToken === token) this.#endProbe()
  }

  async refused(token: string, scope: Scope): Promise<void> {
    if (this.#latched) throw this.#latched
    // Another call has renewed meanwhile: its token is tried before a third is asked for.
    if (this.#held && this.#held.tokens.accessToken !== token) return
    await within(this.#renew(token), scope)
  }

  /** Signs in now, whatever was refused before. */
  async signIn(scope: Scope): Promise<void> {
    this.#latched = null
    await within(this.#renew(this.#held?.tokens.accessToken ?? null), scope)
  }

  /** Forgets the tokens here and in the store; every call fails until the next sign-in. */
  async signOut(): Promise<void> {
    await this.settled()
    this.#forget()
    this.#latch(
      new WallabagError('signed_out', 'The client was signed out.', {
        hint: 'Call `auth.signIn()` to go on.',
      }),
    )
    await this.#renewer.forget()
  }

  /** Resolves when no renewal runs; a renewal's failure belongs to those who asked for it. */
  async settled(): Promise<void> {
    await this.#renewal?.catch(() => undefined)
  }

  /** What is known, without a secret. */
  get status(): { signedIn: boolean; expiresAt: Date | null; reason: WallabagError | null } {
    const expiresAt = this.#held ? new Date(this.#held.tokens.expiresAt) : null
    return { signedIn: this.#held !== null && !this.#latched, expiresAt, reason: this.#latched }
  }

  #renewInBackground(): void {
    if (this.#renewal || monotonic() < this.#restUntil) return
    this.#renew(null).catch((error: unknown) => {
      // A refusal has latched and told `onSignedOut`; bad luck is tried again while the token lives.
      this.#restUntil = monotonic() + backgroundRest
      if (!isRefusal(error))
        this.#renewer.warn('The token could not be renewed ahead of time', error)
    })
  }

  #renew(refused: string | null): Promise<HeldTokens> {
    this.#renewal ??= this.#obtain(refused).finally(() => {
      this.#renewal = null
      this.#endProbe()
    })
    return this.#renewal
  }

  async #obtain(refused: string | null): Promise<HeldTokens> {
    try {
      const before = this.#held?.tokens ?? null
      const obtained = await this.#renewer.renew(before, refused)
      this.#redactor.remove(before?.refreshToken)
      this.#held = obtained.held
      this.#correctable = !obtained.fresh
      if (obtained.fresh) this.#tell(() => this.#events.onTokens?.({ ...obtained.held.tokens }))
      return obtained.held
    } catch (error) {
      if (isRefusal(error)) {
        this.#forget()
        this.#latch(error)
      }
      throw error
    }
  }

  #forget(): void {
    this.#held = null
    this.#endProbe()
  }

  #latch(reason: WallabagError): void {
    this.#latched = reason
    this.#tell(() => this.#events.onSignedOut?.(reason))
  }

  #tell(run: () => void): void {
    try {
      run()
    } catch {
      this.#renewer.warn('A function given as onTokens or onSignedOut threw', null)
    }
  }

  #endProbe(): void {
    this.#probe?.finish()
    this.#probe = null
  }
}

/** Waits for something that others wait for too: the caller's signal ends the wait, not the thing. */
function within<T>(promise: Promise<T>, scope: Scope): Promise<T> {
  const { signal, deadline } = scope
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(new AbortError('Signing in', { cause: signal?.reason }))
    const late = () =>
      reject(new WallabagError('timeout', 'Signing in: the total time for the call is over.'))
    const timer =
      deadline === Number.POSITIVE_INFINITY ? undefined : guardTimer(late, deadline - monotonic())
    if (signal?.aborted) abort()
    signal?.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    })
  })
}

function deferred(): { readonly done: Promise<void>; readonly finish: () => void } {
  let finish = () => {}
  const done = new Promise<void>((resolve) => {
    finish = resolve
  })
  return { done, finish }
}
