// What checking a page of 30 entries and making models of it takes beside JSON.parse of the same page.
import { build } from 'esbuild'
import { bodies } from './bodies.mjs'
import { inTurn, ratios } from './measure.mjs'

const repeats = 2000

/** @returns {Promise<import('./measure.mjs').Figure[]>} */
export async function validation() {
  const { isAnswer, entrySummaryFromWire } = await insides()
  const text = bodies['/api/entries']
  const parsed = JSON.parse(text)
  const times = await inTurn(
    {
      parse() {
        for (let index = 0; index < repeats; index++) JSON.parse(text)
      },
      check() {
        for (let index = 0; index < repeats; index++) {
          if (!isAnswer('entryPage', parsed)) throw new Error('The page of the bench is none.')
          for (const item of parsed._embedded.items) {
            if (!isAnswer('entry', item)) throw new Error('An entry of the bench is none.')
            entrySummaryFromWire(item, 'http://localhost')
          }
        }
      },
    },
    31,
  )
  return [
    {
      what: 'Checking a page of 30 entries and making models, beside JSON.parse',
      unit: '×',
      values: ratios(times.get('check'), times.get('parse')),
      atMost: 0.4,
    },
  ]
}

/** The parts that do it are not public: they are taken from the sources as they are built. */
async function insides() {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { isAnswer } from '../src/contract/checks.ts'
        export { entrySummaryFromWire } from '../src/entries/entry.ts'`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'esm',
    write: false,
  })
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`)
}
