// Formats the figures as the tables of docs/performance.md and the lines of the README.
import { isKept, median, quantile } from './measure.mjs'

/**
 * @typedef {import('./measure.mjs').Figure} Figure
 * @typedef {import('./costs.mjs').Cost} Cost
 * @typedef {Record<string, Record<string, Cost>>} Costs By the kind of work, and the size of the library.
 * @typedef {{ clients: Record<string, Figure[]>, figures: Figure[], costs: Costs, environment: string }} Results
 */

/** @param {Results} results */
export function tableOf({ clients, figures, costs, environment }) {
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
    'What work costs the client in libraries of several sizes: requests, processor time, and heap above the start.',
    '',
    ...costRows(costs),
    '',
    environment,
  ].join('\n')
}

/** @param {Costs} costs */
function costRows(costs) {
  const [first = {}] = Object.values(costs)
  const sizes = Object.keys(first)
  const shown = (/** @type {Cost | undefined} */ cost) =>
    cost ? `${cost.requests} · ${Math.round(cost.cpu)} ms · ${cost.heap.toFixed(1)} MB` : ''
  return rows(
    ['', ...sizes.map((size) => `${Number(size).toLocaleString('en').replace(',', ' ')} entries`)],
    Object.entries(costs).map(([name, of]) => [name, ...sizes.map((size) => shown(of[size]))]),
  )
}

/**
 * The three lines of the README.
 *
 * @param {Results} results
 */
export function linesOf({ figures }) {
  const of = (/** @type {string} */ beginning) => {
    const figure = figures.find(({ what }) => what.startsWith(beginning))
    if (!figure) throw new Error(`No figure begins with “${beginning}”.`)
    return short(figure)
  }
  return [
    `- A page of 30 entries takes ${of('A page of 30 entries')} ky’s time, checked and typed; a loop over 10 000 entries ${of('Reading 10 000')} that of ky page after page, in ${of('Heap held while reading')} of heap.`,
    `- \`tagMany\` of 1 000 in 5 000 entries is ${of('`tagMany`')} as fast as one by one; \`saveMany\` is ${of('`saveMany`')} as fast as its limit on requests allows.`,
    `- A first sync of 20 000 entries takes ${of('First sync')} the time of fetching and parsing its pages, and the next ${of('The requests of a sync')} requests.`,
  ].join('\n')
}

/**
 * Lists how the figures have changed.
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
 * Reduces each figure to what the tables need: its quartiles.
 *
 * @param {Results} results
 * @returns {Results}
 */
export function summaryOf({ clients, figures, costs, environment }) {
  const brief = (/** @type {Figure} */ figure) => {
    const { values } = figure
    if (values.length < 2) return figure
    return { ...figure, values: [0.25, 0.5, 0.75].map((share) => quantile(values, share)) }
  }
  const named = Object.entries(clients).map(([name, all]) => [name, all.map(brief)])
  return { clients: Object.fromEntries(named), figures: figures.map(brief), costs, environment }
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
function promise({ atMost, heldAt, atLeast, unit }) {
  const instead = heldAt === undefined ? '' : ` (not reached; held at ${heldAt} ${unit})`
  if (atMost !== undefined) return `at most ${atMost} ${unit}`.trim() + instead
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
