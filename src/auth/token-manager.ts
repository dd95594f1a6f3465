// Keeps one account signed in; all calls share one renewal.
import { isWallabagError, WallabagError } from '../errors/index.js'
import { serverTime } from '../http/headers.js'
import { ignoringErrors } from '../http/observer.js'
import { atMost, type Deferred, deferred, monotonic, type Scope, within } from '../http/wait.js'
import { type AuthStatus, type SignIn, signedOut } from './auth.js'
import type { SignInCredentials } from './credentials.js'
import type { LockedStore } from './locked-store.js'
import type { Renewer } from './renewer.js'
import { isRefusal } from './token-endpoint.js'
import type { HeldTokens } from './token-life.js'
import type { StoredTokens } from './token-store.js'

/** A running renewal. */
interface Renewal {
  readonly done: Promise<HeldTokens>
  /**
   * Whether it tries other credentials. If they are refused, only the call that gave them fails.
   */
  readonly isTrial: boolean
  /** Whether it is this renewal's turn. Before that it waits for a lock, which it may never get. */
  hasBegun: boolean
}

/** One call tries a doubtful token while the others wait for the result. */
interface Probe {
  readonly caller: object
  readonly result: Deferred<void>
}

/**
 * How long the next renewal in the background is put off after one failed for a passing reason.
 * Until then the current token is used.
 */
const backgroundRest = 30_000
/**
 * After this many new tokens in a row were refused at once, no more are requested, because the
 * server would see it as abuse.
 */
const mostRefusedNew = 2
const refusedNewRest = 30_000
/** How long closing the client waits for a renewal that has not begun, in milliseconds. */
const longestWait = 3000

/** Callbacks about the sign-in. */
export interface AuthEvents {
  /** Called with new tokens, for programs that keep them elsewhere. They are secret. */
  onTokens?: ((tokens: StoredTokens) => void) | undefined
  /** Called when the sign-in was refused or ended; nothing is sent until `auth.signIn()`. */
  onSignedOut?: ((reason: WallabagError) => void) | undefined
}

/**
 * Keeps one account signed in. It runs one renewal at a time, in the background while the token is
 * still valid. After a refusal it sends nothing, because a server bans machines that keep sending
 * invalid secrets.
 */
export class TokenManager implements SignIn {
  readonly #renewer: Renewer
  readonly #kept: LockedStore
  readonly #events: AuthEvents
  #held: HeldTokens | null = null
  #renewal: Renewal | null = null
  /** Resolves at the end of a running sign-out. */
  #leaving: Promise<void> | null = null
  #signOuts = 0
  /** Why nothing is sent. While this is set there are no tokens. */
  #latched: WallabagError | null = null
  /** The call that tries a doubtful token. The others wait for it. */
  #probe: Probe | null = null
  /** How many new tokens in a row were refused. */
  #refusedNew = 0
  #refusedNewUntil = 0
  #restUntil = 0

  constructor(renewer: Renewer, kept: LockedStore, events: AuthEvents) {
    this.#renewer = renewer
    this.#kept = kept
    this.#events = events
  }

  async token(scope: Scope): Promise<string> {
    for (;;) {
      if (this.#latched) throw this.#latched
      const held = this.#held
      const life = held?.life ?? 'over'
      if (!held || life === 'over') {
        // If the new credentials are refused, the previous ones are still in use.
        if (this.#renewal?.isTrial) {
          await within(this.#ended(), scope)
          continue
        }
        return (await this.#wait(this.#renew(), scope)).tokens.accessToken
      }
      if (life === 'ageing') this.#renewInBackground()
      if (life !== 'doubtful' || !this.#probe) return held.tokens.accessToken
      await within(this.#probe.result.promise, scope)
    }
  }

  claim(token: string, caller: object): boolean {
    const held = this.#held
    if (held?.tokens.accessToken !== token) return false
    const { life } = held
    if (life === 'over') return false
    if (life !== 'doubtful') return true
    this.#probe ??= { caller, result: deferred() }
    return this.#probe.caller === caller
  }

  accepted(token: string, headers: Headers): void {
    const held = this.#held
    if (held?.tokens.accessToken !== token) return
    if (held.proven && !this.#probe) return
    held.accept(serverTime(headers))
    this.#refusedNew = 0
    this.#endProbe()
  }

  unanswered(caller: object): void {
    if (this.#probe?.caller === caller) this.#endProbe()
  }

  refused(token: string, scope: Scope): Promise<string> {
    const held = this.#held
    // Another call may have renewed the token in the meantime, so its token is tried before another
    // renewal.
    if (held?.tokens.accessToken === token && held.life !== 'over') {
      if (held.granted && !held.proven) this.#countRefusal()
      held.refuse()
    }
    const next = this.token(scope)
    this.#endProbe()
    return next
  }

  async signIn(scope: Scope, credentials: SignInCredentials | undefined): Promise<void> {
    const signOuts = this.#signOuts
    // A sign-out that is still running would delete the tokens of this sign-in.
    while (this.#leaving) await within(this.#leaving, scope)
    while (credentials && this.#renewal) await within(this.#ended(), scope)
    this.#throwIfSignedOut(signOuts)
    if (credentials) return this.#signInWith(scope, credentials)
    this.#latched = null
    this.#refusedNewUntil = 0
    this.#renewer.forgive()
    await this.token(scope)
  }

  signOut(): Promise<void> {
    // This comes first, so that no renewal begins after it.
    this.#latch(signedOut())
    this.#signOuts += 1
    this.#leaving ??= this.#leave().finally(() => {
      this.#leaving = null
    })
    return this.#leaving
  }

  async #leave(): Promise<void> {
    await this.settled()
    this.#endProbe()
    await this.#renewer.forget()
  }

  async settled(): Promise<void> {
    // A renewal that waits for a lock has not used up anything, and may wait forever.
    await atMost(longestWait, this.#ended()).catch(() => undefined)
    while (this.#renewal?.hasBegun) await this.#renewal.done.catch(() => undefined)
  }

  async #ended(): Promise<void> {
    while (this.#renewal) await this.#renewal.done.catch(() => undefined)
  }

  /**
   * Waits for a renewal. If a wait for its lock ends in vain, the next call starts a renewal with a
   * lock of its own.
   */
  async #wait(renewal: Renewal, scope: Scope): Promise<HeldTokens> {
    try {
      return await within(renewal.done, scope)
    } catch (error) {
      const isLate = isWallabagError(error) && error.code === 'timeout'
      if (isLate && !renewal.hasBegun && this.#renewal === renewal) this.#renewal = null
      throw error
    }
  }

  get status(): AuthStatus {
    const held = this.#held?.refused ? null : this.#held
    const expiresAt = held && new Date(held.tokens.expiresAt)
    return { signedIn: held !== null, expiresAt, reason: this.#latched?.code ?? null }
  }

  /** Tries other credentials at once. If they are refused, nothing changes. */
  async #signInWith(scope: Scope, credentials: SignInCredentials): Promise<void> {
    const signOuts = this.#signOuts
    const signIn = async (begin: () => void) => {
      const held = await this.#renewer.signIn(credentials, begin)
      this.#throwIfSignedOut(signOuts)
      this.#latched = null
      this.#take(held)
      return held
    }
    await this.#wait(this.#single(signIn, true), scope)
  }

  /** A sign-out that came later cancels this sign-in. */
  #throwIfSignedOut(signOuts: number): void {
    if (this.#latched && this.#signOuts !== signOuts) throw this.#latched
  }

  #renewInBackground(): void {
    if (this.#renewal || monotonic() < this.#restUntil) return
    this.#renew().done.catch((error: unknown) => {
      // What was refused is not tried again before this token expires.
      this.#restUntil = isRefusal(error) ? Infinity : monotonic() + backgroundRest
      this.#kept.warn('The token could not be renewed ahead of time', error)
    })
  }

  #renew(): Renewal {
    return this.#renewal ?? this.#single((begin) => this.#obtain(begin))
  }

  #single(run: (begin: () => void) => Promise<HeldTokens>, isTrial = false): Renewal {
    const begin = () => {
      if (this.#latched && !isTrial) throw this.#latched
      renewal.hasBegun = true
    }
    const done = Promise.resolve()
      .then(() => run(begin))
      .finally(() => {
        if (this.#renewal !== renewal) return
        this.#renewal = null
        this.#endProbe()
      })
    const renewal: Renewal = { done, isTrial, hasBegun: false }
    this.#renewal = renewal
    return renewal
  }

  async #obtain(begin: () => void): Promise<HeldTokens> {
    if (monotonic() < this.#refusedNewUntil) throw newTokensRefused()
    try {
      const held = await this.#renewer.renew(this.#held?.tokens ?? null, begin)
      if (this.#latched) throw this.#latched
      this.#take(held)
      return held
    } catch (error) {
      // A token that is still valid is used until it expires, even if it cannot be renewed.
      const over = !this.#held || this.#held.life === 'over'
      if (isRefusal(error) && over && !this.#latched) this.#latch(error)
      throw error
    }
  }

  #take(held: HeldTokens): void {
    this.#held = held
    this.#restUntil = 0
    if (held.granted) this.#tell(() => this.#events.onTokens?.({ ...held.tokens }))
  }

  #countRefusal(): void {
    this.#refusedNew += 1
    if (this.#refusedNew >= mostRefusedNew) this.#refusedNewUntil = monotonic() + refusedNewRest
  }

  #latch(reason: WallabagError): void {
    this.#latched = reason
    this.#held = null
    this.#tell(() => this.#events.onSignedOut?.(reason))
  }

  #tell(run: () => unknown): void {
    // The thrown value may contain anything, so it is not shown.
    const fact = new Error('onTokens or onSignedOut threw')
    ignoringErrors(run, () => this.#kept.warn('The call continues', fact))
  }

  #endProbe(): void {
    this.#probe?.result.resolve()
    this.#probe = null
  }
}

function newTokensRefused(): WallabagError {
  return new WallabagError(
    'token_revoked',
    'The server rejects the tokens that it has just issued.',
    {
      hint: 'Are there several servers with different databases behind this address?',
      status: 401,
    },
  )
}
