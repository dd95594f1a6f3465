import { testMutants } from '../support/mutants.js'

const manager = 'src/auth/token-manager.ts'
const renewal = 'test/auth/renewal.test.ts'

testMutants([
  {
    without: 'turns among the clients of one store',
    file: 'src/auth/locked-store.ts',
    from: 'if (!store.lock) return inTurn(store, key, task)',
    to: 'if (!store.lock) return task()',
    tests: 'test/auth/stores.test.ts',
    caughtBy: 'clients that share a store renew one after another',
  },
  {
    without: 'the renewal in the background',
    file: manager,
    from: "if (life === 'ageing') this.#renewInBackground()",
    to: "if (life === 'ageing') return (await this.#renew()).tokens.accessToken",
    tests: renewal,
    caughtBy: '200 calls finish before the renewal does',
  },
  {
    without: 'the name of the token that a 401 refused',
    file: manager,
    from: "if (held?.tokens.accessToken === token && held.life !== 'over') {",
    to: 'if (held) {',
    tests: renewal,
    caughtBy: 'a late 401 for an old token renews nothing',
  },
  {
    without: 'the latch after a refused sign-in',
    file: manager,
    from: 'if (isRefusal(error) && over && !this.#latched) this.#latch(error)',
    to: 'if (over && this.#latched) this.#latch(this.#latched)',
    tests: 'test/auth/failures.test.ts',
    caughtBy: 'wrong password: bad_credentials, asked once for 1 000 calls',
  },
  {
    without: 'a look at the token when the turn has come',
    file: 'src/http/transport.ts',
    from: 'ready: () => this.#token === undefined || !!this.#authorizer?.claim(this.#token, this),',
    to: 'ready: () => true,',
    tests: renewal,
    caughtBy: 'a call that waited for its turn goes with the token of that moment',
  },
  {
    without: 'a lane of its own for the token call',
    file: 'src/http/limiter.ts',
    from: "if (next.lane === 'call' && this.#running >= this.#concurrency) return",
    to: 'if (this.#running >= this.#concurrency) return',
    tests: renewal,
    caughtBy: 'a call that waited for its turn goes with the token of that moment',
  },
  {
    without: 'another look into the store after invalid_grant',
    file: 'src/auth/renewer.ts',
    from: 'return adoptable(await this.#parts.kept.read(this.#key), held) ?? error',
    to: 'return error',
    tests: 'test/auth/stores.test.ts',
    caughtBy: 'the newer token of another process adopted',
  },
  {
    without: 'the doubt after a sleep',
    file: 'src/auth/token-life.ts',
    from: 'return Math.abs(drift() - this.#anchor) > mostDrift',
    to: 'return Math.abs(this.#anchor) < 0',
    tests: 'test/auth/clocks.test.ts',
    caughtBy: 'after a sleep beyond the end of the token one call meets the 401',
  },
  {
    without: 'the unique names of those who hold the lock',
    file: 'src/node/file-lock.ts',
    from: 'await rm(held, { force: true })\n  }\n  await removeEmpty(path)\n  return true',
    to: 'await rm(path, { recursive: true, force: true })\n  }\n  return true',
    tests: 'test/auth/file-store.test.ts',
    caughtBy: 'does not take away the one that was made since',
  },
])
