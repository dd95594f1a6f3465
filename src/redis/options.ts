import { describe, expected, noSuch } from '../errors/index.js'

type Rule = 'text' | 'whole' | readonly string[]

/** Refuses options that are wrong or unknown. */
export function checkRedisOptions<T extends object>(
  options: T,
  rules: Record<keyof T & string, Rule>,
): T {
  for (const [name, value] of Object.entries(options)) {
    const rule = new Map<string, Rule>(Object.entries(rules)).get(name)
    if (!rule) throw noSuch('invalid_option', 'option', name, Object.keys(rules))
    if (value === undefined) continue
    const what =
      rule === 'text'
        ? 'a text'
        : rule === 'whole'
          ? 'a whole number of at least 1'
          : `one of ${rule.join(', ')}`
    const fits =
      rule === 'text'
        ? typeof value === 'string' && value !== ''
        : rule === 'whole'
          ? Number.isInteger(value) && Number(value) >= 1
          : typeof value === 'string' && rule.includes(value)
    if (!fits) throw expected('invalid_option', name, what, describe(value))
  }
  return options
}
