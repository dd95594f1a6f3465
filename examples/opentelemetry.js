// Spans and metrics of every request, for the OpenTelemetry SDK that the process has started:
//   node --import ./telemetry.js examples/opentelemetry.js https://example.org/a https://example.org/b
// You write telemetry.js: it starts an SDK, such as @opentelemetry/sdk-node, with an exporter.
// The five variables of `Wallabag.fromEnv()` name the server.
import { pathToFileURL } from 'node:url'
import { metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { Wallabag } from 'wallabag-sdk'

/** @import { Hooks } from 'wallabag-sdk' */

/**
 * Returns hooks for the options of a client that create a span and metrics for each attempt. A span
 * is a child of the span that is active where the call is made. Its attributes say which attempts
 * belong to one call, and which calls to one save or one job.
 *
 * @returns {Hooks}
 */
export function telemetry() {
  const tracer = trace.getTracer('wallabag')
  const meter = metrics.getMeter('wallabag')
  const durations = meter.createHistogram('http.client.request.duration', { unit: 's' })
  const repeats = meter.createCounter('wallabag.repeats')
  return {
    onResponse({ callId, partOf, operation, method, path, attempt, status, duration }) {
      const failed = status === null || status >= 400
      const attributes = {
        'wallabag.operation': operation,
        'http.request.method': method,
        ...(status === null ? {} : { 'http.response.status_code': status }),
        ...(failed ? { 'error.type': String(status ?? 'no answer') } : {}),
      }
      const end = Date.now()
      const span = tracer.startSpan(`${method} ${operation}`, {
        kind: SpanKind.CLIENT,
        startTime: end - duration,
        attributes: {
          ...attributes,
          'url.path': path,
          'http.request.resend_count': attempt - 1,
          'wallabag.call_id': callId,
          'wallabag.part_of': partOf,
        },
      })
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end(end)
      // Metrics contain no ids or paths, because each set of attributes is a separate time series.
      durations.record(duration / 1000, attributes)
    },
    onRetry({ operation, code }) {
      repeats.add(1, { 'wallabag.operation': operation, 'error.type': code })
    },
  }
}

/** @param {string[]} urls */
async function main(urls) {
  if (urls.length === 0)
    throw new Error('Give the addresses to save, such as https://example.org/a.')
  const wallabag = Wallabag.fromEnv(telemetry())
  await trace.getTracer('example').startActiveSpan('save what was named', async (span) => {
    const report = await wallabag.entries.saveMany(urls)
    console.log(`${report.done} saved, ${report.skipped} known, ${report.failed} failed`)
    span.end()
  })
  await wallabag.close()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(process.argv.slice(2)).catch((error) => {
    console.error(error.message)
    process.exitCode = 1
  })
}
