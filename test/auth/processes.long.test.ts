import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { passwordGrant } from '../support/account.js'
import { bundle, type Script } from '../support/bundle.js'

const expiries = 200
const patience = { timeout: 20_000, interval: 2 }

let script: Script
beforeAll(async () => {
  script = await bundle(fileURLToPath(new URL('children/share.ts', import.meta.url)))
})
afterAll(() => script.remove())

test(`four processes share one file store through ${expiries} forced expiries: no password, no lost token, no refresh token twice`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wallabag-share-'))
  const fake = createFakeWallabag()
  const listener = await fake.listen()
  const { clientId, clientSecret } = fake.credentials
  try {
    // The one login there ever is. No process knows the password, so a lost token would be the end.
    const { refresh_token: refreshToken } = await passwordGrant(listener.url, fake.credentials)
    const auth = { clientId, clientSecret, refreshToken }
    const share = JSON.stringify({ url: listener.url, auth, folder })
    const children = Array.from(
      { length: 4 },
      () => new Child(fork(script.file, { env: { ...process.env, SHARE: share } })),
    )
    const renewals = () => fake.requests.filter(({ path }) => path === '/oauth/v2/token').length - 1
    for (let expiry = 0; expiry <= expiries; expiry++) {
      if (expiry > 0) fake.state.revokeTokens('access')
      await vi.waitFor(() => expect(renewals()).toBeGreaterThan(expiry), patience)
      const before = children.map(({ calls }) => calls)
      const progress = () => children.every(({ calls }, index) => calls > (before[index] ?? 0))
      await vi.waitFor(() => expect(progress()).toBe(true), patience)
    }
    const reports = await Promise.all(children.map((child) => child.stop()))
    for (const { calls, failures } of reports) {
      expect(failures).toEqual([])
      expect(calls).toBeGreaterThan(expiries)
    }
    const forms = fake.requests
      .filter(({ path }) => path === '/oauth/v2/token')
      .map(({ body }) => new URLSearchParams(body))
    const sent = forms.flatMap((form) => form.get('refresh_token') ?? [])
    expect(forms.filter((form) => form.get('grant_type') === 'password')).toHaveLength(1)
    expect(new Set(sent).size).toBe(sent.length)
    // One to begin with, and one for each expiry, whoever came first.
    expect(sent).toHaveLength(1 + expiries)
    expect(readdirSync(folder)).toHaveLength(1)
  } finally {
    await listener.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

interface Report {
  calls: number
  failures: string[]
}

class Child {
  calls = 0
  readonly #process: ChildProcess
  readonly #done: Promise<Report>

  constructor(process: ChildProcess) {
    this.#process = process
    this.#done = new Promise((resolve, reject) => {
      process.on('message', (message: { calls?: number; done?: Report }) => {
        this.calls = message.calls ?? this.calls
        if (message.done) resolve(message.done)
      })
      process.once('exit', (code) => reject(new Error(`a child ended with ${code}`)))
    })
  }

  stop(): Promise<Report> {
    this.#process.send('stop')
    return this.#done
  }
}
