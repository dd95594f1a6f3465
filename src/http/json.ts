// Reads the JSON of a body. Messages that PHP printed around it are removed, and its depth is
// limited.
/**
 * PHP neither writes nor reads JSON that is nested deeper. Parsing it can take forty times its
 * length in memory.
 */
const deepest = 512
/** Shorter texts are not checked for depth, because they take little memory at any depth. */
const harmless = 100_000

/**
 * The JSON in a text, or `null` if it is not JSON. The error of `JSON.parse` would show a piece of
 * the text.
 */
export function parseJson(text: string): unknown {
  try {
    return text.length > harmless && endOfJson(text) === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * The index after the object, list or string at the start of a text. `null` if it does not end, or
 * is nested deeper than Wallabag's can be. Only brackets and quotes are checked.
 */
function endOfJson(text: string): number | null {
  let depth = 0
  for (let at = text.search(/\S/); at >= 0 && at < text.length; at += 1) {
    const letter = text[at]
    if (letter === '"') {
      at = endOfText(text, at)
      // Old servers answer `/api/version` with a plain string.
      if (depth === 0 && at > 0) return at + 1
    } else if (letter === '{' || letter === '[') depth += 1
    else if (letter === '}' || letter === ']') {
      depth -= 1
      if (depth === 0) return at + 1
    }
    if (depth < 1 || depth > deepest || at < 0) return null
  }
  return null
}

/** The index of the closing quote, or a negative number. */
function endOfText(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at > 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text[at - 1 - slashes] === '\\') slashes += 1
    if (slashes % 2 === 0) return at
  }
  return -2
}

const level =
  '(?:PHP )?(?:Deprecated|Notice|Warning|Strict Standards|(?:Recoverable |Catchable )?[Ff]atal error|Parse error)'

/** The start and end of a PHP message: as text, with `html_errors`, and with Xdebug. */
const forms: readonly (readonly [begin: RegExp, end: RegExp])[] = [
  [new RegExp(`^\\s*${level}: `), / on line \d+\s*/],
  [new RegExp(`^\\s*(?:<br />\\s*)?<b>${level}</b>: `), / on line <b>\d+<\/b>(?:<br \/>)?\s*/],
  [/^\s*(?:<br \/>\s*)?<font size='1'><table class='xdebug-error/, /<\/table><\/font>\s*/],
]

/**
 * The body without the messages that PHP prints before and after it if `display_errors` is on
 * (quirk 73). `null` if there are none, and empty if there is nothing else.
 */
export function withoutPhpMessages(text: string): string | null {
  // A quick check for nearly all answers, which are JSON and nothing else.
  if (/^[[{"]/.test(text) && /[\]}"]$/.test(text.slice(-1))) return null
  const json = withoutLeading(text)
  const end = endOfJson(json)
  if (end === null) return json === text ? null : ''
  const behind = json.slice(end)
  const isAll = withoutLeading(behind).trim() === ''
  if (!isAll) return json === text ? null : ''
  return json === text && behind.trim() === '' ? null : json.slice(0, end)
}

function withoutLeading(text: string): string {
  let rest = text
  for (;;) {
    const form = forms.find(([begin]) => begin.test(rest))
    const end = form?.[1].exec(rest)
    if (!end) return rest
    rest = rest.slice(end.index + end[0].length)
  }
}
