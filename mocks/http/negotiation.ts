/** The formats of answers that no route decides, by path, and what is used if `Accept` wants none. */
const RULES: readonly (readonly [path: RegExp, formats: readonly string[], fallback: string])[] = [
  [/^\/api\/entries\/\d+\/export./, ['epub', 'pdf', 'txt', 'csv'], 'json'],
  [/^\/(?:api|annotations)/, ['json', 'xml'], 'json'],
]

const TYPES: Readonly<Record<string, readonly string[]>> = {
  epub: ['application/epub+zip'],
  pdf: ['application/pdf'],
  txt: ['text/plain'],
  csv: ['text/csv'],
  json: ['application/json', 'application/x-json'],
  xml: ['text/xml', 'application/xml', 'application/x-xml'],
}

/**
 * The framework's format listener: the format of an answer that no route decides, by path and
 * `Accept`. If several formats are wanted equally, the first in its list is used.
 */
export function negotiate(path: string, accept: string): string {
  const rule = RULES.find(([pattern]) => pattern.test(path))
  if (rule === undefined) return 'html'
  const [, formats, fallback] = rule
  const wanted = accept.split(',').map(rangeOf)
  let best: { format: string; quality: number } | undefined
  for (const format of formats) {
    for (const type of TYPES[format] ?? []) {
      const quality = qualityOf(type, wanted)
      if (quality !== undefined && quality > (best?.quality ?? -1)) best = { format, quality }
    }
  }
  return best?.format ?? fallback
}

interface Range {
  type: string
  quality: number
}

function rangeOf(text: string): Range {
  const [type = '', ...parameters] = text.toLowerCase().split(';')
  const quality = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find(Boolean)
  return { type: type.trim(), quality: quality === undefined ? 1 : Number(quality) }
}

/** The quality of the most specific range that contains the type. */
function qualityOf(type: string, ranges: readonly Range[]): number | undefined {
  const names = [type, type.replace(/\/.*/, '/*'), '*/*']
  for (const name of names) {
    const range = ranges.find((range) => range.type === name)
    if (range !== undefined) return range.quality
  }
  return undefined
}
