// The figures as the tables of docs/benchmarks.md.
import { isKept, median, quantile } from './measure.mjs'

/**
 * @typedef {import('./measure.mjs').Figure} Figure
 * @typedef {{ clients: Record<string, Figure[]>, figures: Figure[], environment: string }} Results
 */

/** @param {Results} results */
export function tableOf({ clients, figures, environment }) {
  const [first = []] = Object.values(clients)
  const beside = Object.entries(clients).map(([name, values]) => [name, ...values.map(ranged)])
  return [
    'A call, beside the same call by ky (1.00); half of the rounds lie between the values in brackets:',
    '',
    ...rows(['', ...first.map(({ what }) => what)], beside),
    '',
    ...rows(
      ['', 'measured', 'half of the rounds', 'promised'],
      figures.map((figure) => [figure.what, short(figure), spread(figure), promise(figure)]),
    ),
    '',
    environment,
  ].join('\n')
}

/**
 * What has become of the figures since.
 *
 * @param {Results} before
 * @param {Results} now
 */
export function changes(before, now) {
  const known = new Map(named(before))
  return named(now).flatMap(([name, figure]) => {
    const old = known.get(name)
    return old ? [`${name}: ${short(old)} → ${short(figure)}`] : []
  })
}

/**
 * @param {Results} results
 * @returns {[string, Figure][]}
 */
function named({ clients, figures }) {
  const beside = Object.entries(clients).flatMap(([client, all]) =>
    all.map((figure) => /** @type {[string, Figure]} */ ([`${client}, ${figure.what}`, figure])),
  )
  return [
    ...beside,
    ...figures.map((figure) => /** @type {[string, Figure]} */ ([figure.what, figure])),
  ]
}

/**
 * The same with no more of each figure than the tables need: its quartiles.
 *
 * @param {Results} results
 * @returns {Results}
 */
export function summaryOf({ clients, figures, environment }) {
  const brief = (/** @type {Figure} */ figure) => {
    const { values } = figure
    if (values.length < 2) return figure
    return { ...figure, values: [0.25, 0.5, 0.75].map((share) => quantile(values, share)) }
  }
  const named = Object.entries(clients).map(([name, all]) => [name, all.map(brief)])
  return { clients: Object.fromEntries(named), figures: figures.map(brief), environment }
}

/** @param {Results} results */
export function missed({ figures }) {
  return figures
    .filter((figure) => !isKept(figure))
    .map((figure) => `${figure.what}: ${short(figure)}, promised ${promise(figure)}`)
}

/**
 * @param {string[]} head
 * @param {string[][]} lines
 */
function rows(head, lines) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`
  return [
    line(head),
    line(head.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...lines.map(line),
  ]
}

/** @param {Figure} figure */
function short({ values, unit }) {
  return values.length === 0 ? '' : amount(median(values), unit)
}

/** @param {Figure} figure */
function ranged(figure) {
  const between = spread(figure)
  return between === '' ? short(figure) : `${short(figure)} (${between})`
}

/** @param {Figure} figure */
function spread({ values, unit }) {
  if (new Set(values).size < 2) return ''
  return `${number(quantile(values, 0.25))}–${amount(quantile(values, 0.75), unit)}`
}

/** @param {Figure} figure */
function promise({ atMost, atLeast, unit }) {
  if (atMost !== undefined) return `at most ${atMost} ${unit}`.trim()
  return atLeast === undefined ? '' : `at least ${atLeast} ${unit}`.trim()
}

/**
 * @param {number} value
 * @param {string} unit
 */
const amount = (value, unit) => `${number(value)} ${unit}`.trim()

/** @param {number} value */
function number(value) {
  if (Number.isInteger(value)) return String(value)
  return value.toFixed(value < 10 ? 2 : 1)
}
