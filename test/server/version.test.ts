import { describe, expect, test } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
import { compareVersions } from '../../src/api/version-gate.js'
import { clientWith, failureOf } from '../http/canned.js'
import { eventually } from '../support/eventually.js'

/** A server of any version, that lists nothing; before 2.4.0 there is no `/api/info`. */
function serverOf(version: string, latency = 0) {
  const seen: string[] = []
  const wallabag = new Wallabag({
    url: 'https://wallabag.test',
    auth: { getAccessToken: () => 'token-of-nobody' },
    retry: { limit: 0 },
    fetch: async (input, init) => {
      const { pathname, search } = new URL(new Request(input, init).url)
      seen.push(pathname)
      await new Promise((resolve) => setTimeout(resolve, latency))
      if (pathname === '/api/version') return Response.json(version)
      if (pathname === '/api/info' && compareVersions(version, '2.4.0') >= 0) {
        return Response.json({ appname: 'wallabag', version, allowed_registration: false })
      }
      if (pathname === '/api/entries') return Response.json(emptyPage(search))
      return Response.json({ error: { code: 404, message: 'Not Found' } }, { status: 404 })
    },
  })
  return { wallabag, seen }
}

/** An empty page that says what was asked for, as the server does. */
function emptyPage(href: string) {
  const self = { href }
  return {
    page: 1,
    limit: 1,
    pages: 1,
    total: 0,
    _links: { self, first: self, last: self },
    _embedded: { items: [] },
  }
}

const annotated = { annotated: true }
const needs = (version: string) => ({
  code: 'unsupported',
  message: `the filter “annotated” needs Wallabag 2.6.14 or later; this server is ${version}.`,
})

describe('what a version has is told by its three numbers', () => {
  test.each(['2.6.14', '2.6.15', '2.7.0-dev', '2.10.0', '3.0', '2.6.14+patched'])(
    '%s has the filter “annotated”',
    async (version) => {
      expect(await serverOf(version).wallabag.entries.count(annotated)).toBe(0)
    },
  )

  test.each(['2.6.13', '2.6.9', '2.6', '2.5.4', '2.6.2-beta', '2.3.8', '1.99.99'])(
    '%s has not',
    async (version) => {
      const { wallabag, seen } = serverOf(version)
      await expect(wallabag.entries.count(annotated)).rejects.toMatchObject(needs(version))
      expect(seen).not.toContain('/api/entries')
    },
  )

  test('a filter that all versions have does not even ask', async () => {
    const { wallabag, seen } = serverOf('2.6.14')
    await wallabag.entries.count({ archived: true, starred: false, tags: ['a'] })
    expect(seen).toEqual(['/api/entries'])
  })

  test('the version is asked once, and again after it could not be had', async () => {
    const { wallabag, seen } = serverOf('2.6.14')
    await Promise.all([wallabag.entries.count(annotated), wallabag.entries.count(annotated)])
    await wallabag.entries.count(annotated)
    expect(seen.filter((path) => path === '/api/info')).toHaveLength(1)
    const old = serverOf('2.3.8')
    await wallabag.entries.count(annotated)
    await expect(old.wallabag.entries.count(annotated)).rejects.toMatchObject(needs('2.3.8'))
    await expect(old.wallabag.entries.count(annotated)).rejects.toMatchObject(needs('2.3.8'))
    expect(old.seen).toEqual(['/api/info', '/api/version'])
  })

  test('a call that ends while it asks for the version ends no other one', async () => {
    const { wallabag, seen } = serverOf('2.6.14', 20)
    const controller = new AbortController()
    const counts = Promise.allSettled([
      wallabag.entries.count(annotated, { signal: controller.signal }),
      wallabag.entries.count(annotated, { totalTimeout: 5 }),
      wallabag.entries.count(annotated),
    ])
    queueMicrotask(() => controller.abort())
    expect(await counts).toMatchObject([
      { reason: { name: 'AbortError', outcome: 'not-sent' } },
      { reason: { code: 'timeout', outcome: 'not-sent' } },
      { value: 0 },
    ])
    expect(seen).toEqual(['/api/info', '/api/entries'])
  })

  describe('the question keeps to who asks it', () => {
    test('a call that was aborted before does not ask', async () => {
      const { wallabag, asked } = silentServer()
      const call = wallabag.entries.count(annotated, { signal: AbortSignal.abort('enough') })
      expect(await failureOf(call)).toMatchObject({ name: 'AbortError', cause: 'enough' })
      await new Promise((resolve) => setTimeout(resolve, 0))
      expect(asked).toEqual([])
    })

    test('the last call that is aborted takes its request along', async () => {
      const { wallabag, asked } = silentServer()
      const controllers = [new AbortController(), new AbortController()]
      const calls = Promise.allSettled(
        controllers.map(({ signal }) => wallabag.entries.count(annotated, { signal })),
      )
      await eventually(() => expect(asked).toHaveLength(1))
      controllers[0]?.abort()
      await new Promise((resolve) => setTimeout(resolve, 0))
      expect(asked.map(({ signal }) => signal.aborted)).toEqual([false])
      controllers[1]?.abort()
      await calls
      await eventually(() => expect(asked.map(({ signal }) => signal.aborted)).toEqual([true]))
    })

    test('the timeout of a call is also that of its question, and of no other one', async () => {
      const { wallabag, asked } = silentServer()
      const controller = new AbortController()
      const patient = wallabag.entries.count(annotated, { signal: controller.signal })
      await eventually(() => expect(asked).toHaveLength(1))
      const call = wallabag.entries.count(annotated, { timeout: 20 })
      expect(await failureOf(call)).toMatchObject({
        code: 'timeout',
        path: '/api/info',
        attempts: 1,
        outcome: 'refused',
      })
      expect(asked.map(({ signal }) => signal.aborted)).toEqual([false, true])
      controller.abort()
      await expect(patient).rejects.toMatchObject({ name: 'AbortError' })
    })
  })
})

/** A server that gives no answer, and what it was asked: whole, or its signals may be let go of by the platform. */
function silentServer() {
  const asked: Request[] = []
  const silent = (request: Request) => {
    const { signal } = request
    asked.push(request)
    return new Promise<Response>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  }
  return { wallabag: clientWith(silent, { retry: { limit: 0 } }), asked }
}
