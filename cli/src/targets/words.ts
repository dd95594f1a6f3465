import { text } from 'node:stream/consumers'
import { CliError, exit } from '../exit.js'
import { readLine } from '../importers/line.js'

/** A target as typed on the command line: an id or an address. */
export type TypedTarget = number | string

/**
 * Reads targets: ids, addresses, or `-` for standard input with one target per line.
 *
 * @throws CliError for anything else.
 */
export async function readTargets(words: readonly string[]): Promise<TypedTarget[]> {
  const targets: TypedTarget[] = []
  for (const word of words) {
    if (word === '-') targets.push(...lines(await text(process.stdin)).flatMap(targetsOf))
    else targets.push(...targetsOf(word))
  }
  return targets
}

/** Splits a text into lines without empty lines and comments. */
export function lines(content: string): string[] {
  return content
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

/** Parses an id, an address, or an entry in the form that `list --jsonl` prints. */
function targetsOf(word: string): TypedTarget[] {
  if (/^[1-9]\d*$/.test(word)) return [Number(word)]
  const addresses = readLine(word).map(({ url }) => url)
  if (addresses.length > 0 && addresses.every((url) => /^https?:\/\//i.test(url))) return addresses
  const id = word.startsWith('{') ? idIn(word) : null
  if (id !== null) return [id]
  throw new CliError(`“${word}” is neither the id of an entry nor a web address.`, exit.usage)
}

function idIn(line: string): number | null {
  try {
    const entry: unknown = JSON.parse(line)
    const id: unknown = typeof entry === 'object' && entry ? Reflect.get(entry, 'id') : null
    return typeof id === 'number' ? id : null
  } catch {
    return null
  }
}
