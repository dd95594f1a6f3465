import { aCount, checkOptions, type OptionRules, oneOf } from '../errors/index.js'
import { type Lane, Limiter, type LimitGate, type Turn, type TurnRequest } from '../http/limiter.js'
import { backgroundTimer, monotonic, onAbort } from '../http/wait.js'
import { checkClient, listen, type RedisClient, Script } from './connection.js'

/** The limits of all processes together, and what happens while Redis cannot be reached. */
export interface RedisLimitsOptions {
  /** How many requests of all processes run at once (default: 4). */
  concurrency?: number | undefined
  /**
   * How many requests of all processes start within any one second, including retries and token
   * requests (default: unlimited).
   */
  requestsPerSecond?: number | undefined
  /** The name of the limit (default: `wallabag`); processes that use the same name share it. */
  name?: string | undefined
  /**
   * What happens while Redis cannot be reached: with `error` (the default) calls fail with code
   * `network` and outcome `not-sent`; with `local` each process applies the limits to itself, so
   * the server may see the sum.
   */
  whenAway?: 'error' | 'local' | undefined
}

const rules: OptionRules<RedisLimitsOptions> = {
  concurrency: aCount,
  requestsPerSecond: aCount,
  name: ['a name', (value) => typeof value === 'string' && value !== ''],
  whenAway: oneOf('error', 'local'),
}

/**
 * The longest pause between two requests of a waiting process, in milliseconds. A process that is
 * silent for four times as long loses its place.
 */
const longestSilence = 250
const longestAbsence = 4 * longestSilence
/**
 * The window for `requestsPerSecond`, in milliseconds. Redis counts an attempt when it is let
 * through, the server when it arrives. The window is longer than a second, so that the server never
 * gets more than allowed within one second.
 */
const second = 1_060

/**
 * Lets an attempt through, or returns how many milliseconds to wait; -1 means until a turn is given
 * back. A process has one place in the queue, so that processes take turns regardless of how much
 * each has waiting. If its holder was killed, a slot is released when the attempt must have ended.
 */
const enter = new Script(`
local slots, queue, seen, starts, shut = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local process, turn, lane = ARGV[1], ARGV[2], ARGV[3]
local concurrency, rate, longest = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
redis.call('ZREMRANGEBYSCORE', slots, '-inf', now)
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', seen, '-inf', now - ${longestAbsence})) do
  redis.call('ZREM', queue, gone)
  redis.call('ZREM', seen, gone)
end
local function wait(milliseconds)
  if lane == 'call' then
    redis.call('ZADD', queue, 'NX', now, process)
    redis.call('ZADD', seen, now, process)
    redis.call('PEXPIRE', queue, 60000)
    redis.call('PEXPIRE', seen, 60000)
  end
  return milliseconds < 0 and -1 or math.max(1, math.ceil(milliseconds))
end
local open = tonumber(redis.call('GET', shut) or 0)
if open > now then return wait(open - now) end
if lane == 'call' then
  local free = concurrency - redis.call('ZCARD', slots)
  local place = redis.call('ZRANK', queue, process) or redis.call('ZCARD', queue)
  if place >= free then return wait(-1) end
end
if rate > 0 then
  redis.call('ZREMRANGEBYSCORE', starts, '-inf', now - ${second})
  local left = rate - redis.call('ZCARD', starts)
  if left <= 0 then
    local oldest = redis.call('ZRANGE', starts, 0, 0, 'WITHSCORES')[2]
    return wait(oldest + ${second} - now)
  end
  redis.call('ZADD', starts, now, turn)
  redis.call('PEXPIRE', starts, ${2 * second})
end
if lane == 'call' then
  redis.call('ZREM', queue, process)
  redis.call('ZREM', seen, process)
  redis.call('ZADD', slots, now + longest, turn)
  local last = redis.call('ZRANGE', slots, -1, -1, 'WITHSCORES')[2]
  redis.call('PEXPIRE', slots, math.ceil(last - now) + 1000)
end
return 0`)

/** Releases a slot, and wakes waiting processes. */
const leave = new Script(`
redis.call('ZREM', KEYS[1], ARGV[1])
if redis.call('ZCARD', KEYS[2]) > 0 then redis.call('PUBLISH', KEYS[6], '') end
return 0`)

/** Shuts the gate for all processes, unless it is already shut for longer. */
const shut = new Script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local until_ = now + ARGV[1]
if until_ > tonumber(redis.call('GET', KEYS[5]) or 0) then
  redis.call('SET', KEYS[5], string.format('%.3f', until_), 'PX', math.ceil(ARGV[1]) + 1)
end
return 0`)

/** Gives up the place of a process that has nothing waiting any more. */
const forget = new Script(`
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
if redis.call('ZCARD', KEYS[2]) > 0 then redis.call('PUBLISH', KEYS[6], '') end
return 0`)

/**
 * After Redis failed to answer, the local limits are used for this long before it is asked again.
 */
const restFromRedis = 5_000

/**
 * One gate for all processes and machines that use an account: together they stay within the
 * limits, and if the server asks one of them to wait, all wait. Processes take turns, and the turns
 * of a killed process come back by themselves.
 *
 * @param client - A connected client of `ioredis` or `redis`, which you close yourself. A second
 *   connection is made from it to hear when a turn comes back; it ends with the first.
 * @param options - The limits, `name`, and `whenAway`.
 * @returns A gate for the option `limits`.
 * @throws InputError for anything that is not such a client, and for a wrong option.
 *
 * @example
 * ```ts
 * import { redisLimits } from 'wallabag-sdk/redis'
 * const limits = redisLimits(redis, { concurrency: 4, requestsPerSecond: 10 })
 * const auth = { clientId, clientSecret, username, password }
 * new Wallabag({ url: 'https://read.example.org', auth, limits })
 * ```
 */
export function redisLimits(client: RedisClient, options: RedisLimitsOptions = {}): LimitGate {
  checkOptions(options, rules)
  return new RedisGate(checkClient(client), options)
}

interface Waiter {
  readonly request: TurnRequest
  /** Ends the wait, with or without a turn. */
  end(turn: Turn | null): void
  fail(error: unknown): void
}

/**
 * Each process asks for the first attempt of its own queue, and asks again when a turn was given
 * back. So its place in the common queue is that of its first attempt, and a process with thousands
 * of attempts gets no more turns than one with a few.
 */
class RedisGate implements LimitGate {
  readonly #client: RedisClient
  readonly #limits: RedisLimitsOptions
  readonly #keys: string[]
  readonly #process = crypto.randomUUID()
  readonly #calls: Waiter[] = []
  readonly #tokens: Waiter[] = []
  readonly #local: LimitGate | null
  #isAsking = false
  #isListening = false
  /** Whether a turn was given back since the last request, so that the next one need not wait. */
  #isWoken = false
  #endPause = () => {}
  #turns = 0
  #awayUntil = 0

  constructor(client: RedisClient, limits: RedisLimitsOptions) {
    this.#client = client
    this.#limits = limits
    this.#local = limits.whenAway === 'local' ? new Limiter(limits) : null
    // The braces keep the keys of one gate on the same node of a cluster.
    const base = `{${limits.name ?? 'wallabag'}}:limits`
    const names = ['slots', 'queue', 'seen', 'starts', 'shut', 'free']
    this.#keys = names.map((name) => `${base}:${name}`)
  }

  enter(request: TurnRequest): Promise<Turn | null> {
    if (this.#local && monotonic() < this.#awayUntil) return this.#local.enter(request)
    if (request.signal?.aborted) return Promise.resolve(null)
    return new Promise((resolve, reject) => {
      const line = request.lane === 'token' ? this.#tokens : this.#calls
      const settle = () => {
        clearTimeout(timer)
        stopListening()
        const place = line.indexOf(waiter)
        if (place >= 0) line.splice(place, 1)
      }
      const waiter: Waiter = {
        request,
        end(turn) {
          settle()
          resolve(turn)
        },
        fail: (error) => {
          settle()
          if (this.#local) resolve(this.#local.enter(request))
          else reject(error)
        },
      }
      line.push(waiter)
      const giveUp = () => {
        waiter.end(null)
        this.#wake()
      }
      const timer = backgroundTimer(giveUp, request.deadline - monotonic())
      const stopListening = onAbort(request.signal, giveUp)
      this.#wake()
      void this.#ask()
    })
  }

  shutFor(milliseconds: number): void {
    this.#local?.shutFor(milliseconds)
    // Redis keeps the order of the commands of a connection, so the gate is shut before the turn is
    // given back.
    shut.run(this.#client, this.#keys, [milliseconds]).catch(() => undefined)
  }

  /** Asks for one attempt after another until nobody waits. */
  async #ask(): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    let inQueue = false
    for (let first = this.#first; first; first = this.#first) {
      const { lane } = first.request
      this.#isWoken = false
      const turn = `${this.#process}:${this.#turns++}`
      try {
        const wait = Number(await this.#enter(turn, first.request))
        if (wait === 0) this.#give(turn, lane)
        else await this.#pause(wait)
        if (lane === 'call') inQueue = wait !== 0
      } catch (error) {
        this.#fail(error)
      }
    }
    if (inQueue) forget.run(this.#client, this.#keys, [this.#process]).catch(() => undefined)
    this.#isAsking = false
  }

  /** The next attempt. A renewal precedes all calls, because they may be waiting for it. */
  get #first(): Waiter | undefined {
    return this.#tokens[0] ?? this.#calls[0]
  }

  #enter(turn: string, { lane, longest }: TurnRequest): Promise<unknown> {
    const { concurrency = 4, requestsPerSecond = 0 } = this.#limits
    const values = [this.#process, turn, lane, concurrency, requestsPerSecond, Math.ceil(longest)]
    return enter.run(this.#client, this.#keys, values)
  }

  /** Gives a turn to the first attempt that still has something to send, or gives it back. */
  #give(turn: string, lane: Lane): void {
    const line = lane === 'token' ? this.#tokens : this.#calls
    const back = () => {
      if (lane === 'token') return
      // If this fails, the slot is released when the attempt must have ended.
      leave.run(this.#client, this.#keys, [turn]).catch(() => undefined)
    }
    for (let waiter = line[0]; waiter; waiter = line[0]) {
      const ready = waiter.request.ready()
      waiter.end(ready ? { leave: back } : null)
      if (ready) return
    }
    back()
  }

  #fail(error: unknown): void {
    this.#awayUntil = monotonic() + restFromRedis
    for (const waiter of [...this.#tokens, ...this.#calls]) waiter.fail(error)
  }

  /** Waits for the given time, or until a turn is given back. */
  async #pause(wait: number): Promise<void> {
    if (!this.#isListening) {
      this.#isListening = true
      listen(this.#client, this.#keys[5] ?? '', () => this.#wake())
    }
    if (this.#isWoken) return
    await new Promise<void>((resolve) => {
      const most = wait < 0 ? longestSilence : Math.min(wait, longestSilence)
      const timer = setTimeout(resolve, most)
      this.#endPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #wake(): void {
    this.#isWoken = true
    this.#endPause()
  }
}
