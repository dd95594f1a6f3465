import { context, metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Wallabag } from 'wallabag-sdk'
import { createFakeWallabag } from 'wallabag-sdk/testing'
import { telemetry } from '../../examples/opentelemetry.js'

const spans = new InMemorySpanExporter()
let measured: InMemoryMetricExporter
/** An answer that says to come back, and does not say when. */
const answer = (status: number) => () => new Response('<html>', { status })
let meters: MeterProvider

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
  const spanProcessors = [new SimpleSpanProcessor(spans)]
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }))
  measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const exportIntervalMillis = 3_600_000
  const reader = new PeriodicExportingMetricReader({ exporter: measured, exportIntervalMillis })
  meters = new MeterProvider({ readers: [reader] })
  metrics.setGlobalMeterProvider(meters)
  context.setGlobalContextManager(new AsyncLocalStorageContextManager())
})
afterEach(async () => {
  vi.restoreAllMocks()
  await meters.shutdown()
  for (const api of [trace, metrics, context]) api.disable()
  spans.reset()
})

test('a save and a job become spans under the one that is active, tied together by their ids', async () => {
  const fake = createFakeWallabag()
  const retry = { limit: 1 }
  const options = { url: fake.url, auth: fake.credentials, fetch: fake.fetch, retry }
  const wallabag = new Wallabag({ ...options, ...telemetry() })
  await wallabag.user.get()
  spans.reset()
  fake.fault({ path: '/api/entries', method: 'POST', times: 1 }, answer(429))
  const parents: string[] = []
  await trace.getTracer('test').startActiveSpan('save', async (span) => {
    parents.push(span.spanContext().spanId)
    await wallabag.entries.save('https://a.test/1', { tags: ['one'] })
    span.end()
  })
  const saved = spans.getFinishedSpans().slice(0, -1)
  spans.reset()
  await trace.getTracer('test').startActiveSpan('job', async (span) => {
    parents.push(span.spanContext().spanId)
    await wallabag.entries.saveMany(['https://a.test/2', 'https://a.test/3'])
    span.end()
  })
  const job = spans.getFinishedSpans().slice(0, -1)

  for (const [index, made] of [saved, job].entries()) {
    expect(made.length).toBeGreaterThan(2)
    expect(new Set(made.map(({ parentSpanContext }) => parentSpanContext?.spanId))).toEqual(
      new Set([parents[index]]),
    )
    expect(made.every(({ kind }) => kind === SpanKind.CLIENT)).toBe(true)
  }
  expect(new Set(saved.map(({ attributes }) => attributes['wallabag.part_of'])).size).toBe(1)
  const posts = saved.filter(({ name }) => name === 'POST createEntry')
  expect(posts.map(({ status, attributes }) => ({ status, attributes }))).toMatchObject([
    {
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'http.response.status_code': 429, 'http.request.resend_count': 0 },
    },
    {
      status: { code: SpanStatusCode.UNSET },
      attributes: { 'http.response.status_code': 200, 'http.request.resend_count': 1 },
    },
  ])
  expect(new Set(posts.map(({ attributes }) => attributes['wallabag.call_id'])).size).toBe(1)
})

test('durations are counted by operation and status, repeats by what led to them, nothing by id', async () => {
  const fake = createFakeWallabag()
  const options = { url: fake.url, auth: fake.credentials, fetch: fake.fetch }
  const wallabag = new Wallabag({ ...options, ...telemetry() })
  fake.fault({ path: '/api/tags', times: 1 }, answer(503))
  await wallabag.tags.list()
  await wallabag.tags.list()
  await meters.forceFlush()
  const [{ scopeMetrics: [scope] = [] } = {}] = measured.getMetrics().slice(-1)
  const points = (name: string) =>
    scope?.metrics
      .find(({ descriptor }) => descriptor.name === name)
      ?.dataPoints.map(({ attributes, value }) => ({
        ...attributes,
        count: typeof value === 'object' && 'count' in value ? value.count : value,
      }))
  const list = { 'wallabag.operation': 'listTags', 'http.request.method': 'GET' }
  expect(points('http.client.request.duration')).toEqual([
    {
      'wallabag.operation': 'createToken',
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      count: 1,
    },
    { ...list, 'http.response.status_code': 503, 'error.type': '503', count: 1 },
    { ...list, 'http.response.status_code': 200, count: 2 },
  ])
  expect(points('wallabag.repeats')).toEqual([
    { 'wallabag.operation': 'listTags', 'error.type': 'server_error', count: 1 },
  ])
})
