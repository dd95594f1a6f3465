import { endOfJson } from './error-body.js'

const level =
  '(?:PHP )?(?:Deprecated|Notice|Warning|Strict Standards|(?:Recoverable |Catchable )?[Ff]atal error|Parse error)'

/** How a message of PHP begins and ends: as text, with `html_errors`, and with Xdebug. */
const forms: readonly (readonly [begin: RegExp, end: RegExp])[] = [
  [new RegExp(`^\\s*${level}: `), / on line \d+\s*/],
  [new RegExp(`^\\s*(?:<br />\\s*)?<b>${level}</b>: `), / on line <b>\d+<\/b>(?:<br \/>)?\s*/],
  [/^\s*(?:<br \/>\s*)?<font size='1'><table class='xdebug-error/, /<\/table><\/font>\s*/],
]

/**
 * What stands behind and before the messages that PHP prints into an answer where `display_errors` is
 * on (quirk 73); `null` where there are none, and empty where there is nothing else.
 */
export function withoutPhpMessages(text: string): string | null {
  // Nearly every answer is JSON and nothing else.
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
