import type { Draft } from './draft.js'

/** Adds the tags of the owner's matching tagging rules (quirk 40). */
export function applyRules(draft: Draft): void {
  for (const { rule, tags } of draft.owner.taggingRules) {
    if (satisfies(draft, rule)) for (const label of tags) draft.addLabel(label)
  }
}

function satisfies(draft: Draft, rule: string): boolean {
  return rule
    .split(/\s+or\s+/i)
    .some((part) => part.split(/\s+and\s+/i).every((test) => holds(draft, test.trim())))
}

/**
 * Evaluates one comparison of a rule: `domainName = "blog.test"`. One that cannot be parsed never
 * matches.
 */
function holds(draft: Draft, test: string): boolean {
  const match = /^\(?\s*(\w+)\s*(<=|>=|!=|=|<|>|matches|notmatches)\s*"?([^")]*)"?\s*\)?$/.exec(
    test,
  )
  if (match === null) return false
  const [, name = '', operator = '', wanted = ''] = match
  const actual = fieldOf(draft, name)
  if (actual === undefined) return false
  const text = String(actual).toLowerCase()
  const number = Number(actual) - Number(wanted)
  const isEqual = String(actual) === wanted
  const isInside = text.includes(wanted.toLowerCase())
  const results: Readonly<Record<string, boolean>> = {
    '=': isEqual,
    '!=': !isEqual,
    '<': number < 0,
    '<=': number <= 0,
    '>': number > 0,
    '>=': number >= 0,
    matches: isInside,
    notmatches: !isInside,
  }
  return results[operator] ?? false
}

function fieldOf({ row }: Draft, name: string): string | number | boolean | null | undefined {
  const fields: Readonly<Record<string, string | number | boolean | null>> = {
    title: row.title,
    url: row.url,
    isArchived: row.archived,
    isStarred: row.starred,
    content: row.content,
    language: row.language,
    mimetype: row.mimetype,
    readingTime: row.readingTime,
    domainName: row.domainName,
  }
  return fields[name]
}
