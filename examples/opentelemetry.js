// Spans and metrics of every request, for whatever OpenTelemetry SDK the process has started:
//   node --import ./telemetry.js examples/opentelemetry.js https://example.org/a https://example.org/b
// telemetry.js is yours: it starts an SDK, such as @opentelemetry/sdk-node, with an exporter.
// The five variables of `Wallabag.fromEnv()` say where the server is.
import { pathToFileURL } from 'node:url'
import { metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { Wallabag } from 'wallabag-sdk'

/** @import { Hooks } from 'wallabag-sdk' */

/**
 * The hooks that make a span and metrics of each attempt: options of a client. A span is a child of
 * the one that is active where the call was made; its attributes say which attempts are one call,
 * and which calls one save or one job.
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
      // Ids and paths stay out of metrics, which keep one line for each set of attributes.
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
