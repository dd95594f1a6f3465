import { describe, expect, test } from 'vitest'
import { accepts } from './accepts.js'
import {
  findOperation,
  isObject,
  object,
  operations,
  resolve,
  schemaName,
  wireSchemaFor,
} from './openapi.js'
import { noOperation, pathname, type Recording, recordings, verb } from './recordings.js'
import { validate } from './validate.js'

// Keys that servers of these versions may leave out, with the reason.
const leftOut = [
  // what is null, unset or empty
  'Annotation.user missing',
  'AnnotationRange.start missing',
  'AnnotationRange.end missing',
  'DeletedAnnotation.user missing',
  'ExportEntry.uid missing',
  'ExportEntry.origin_url missing',
  'ExportEntry.archived_at missing',
  'ExportEntry.starred_at missing',
  'User.name missing',
  'RegisteredUser.name missing',
  'Config.feed_token missing',
  'Config.font missing',
  'Config.fontsize missing',
  'Config.line_height missing',
  'Config.max_width missing',
  // what is not wrong
  'RegistrationError.username missing',
  'RegistrationError.email missing',
  'RegistrationError.password missing',
  'FieldErrors.errors missing',
  'RangeErrors.errors missing',
  'AnnotationError.errors missing',
  // the row went with the tag, the number with the annotation
  'DeletedTag.id missing',
  'DeletedAnnotation.id missing',
  // the ends of a list
  'EntryPage.next missing',
  'EntryPage.previous missing',
]

function responseOf(recording: Recording): { id: string; content: unknown; named: boolean } {
  const found = findOperation(verb(recording), pathname(recording))
  if (!found) throw new Error(`${recording.name} matches no operation`)
  const { id, responses } = found.operation
  const exact = responses[String(recording.status)]
  return {
    id,
    content: resolve(exact ?? responses['default'])['content'],
    named: exact !== undefined,
  }
}

/** Differences in the keys of a value and of its schema: `Entry.foo unknown`, `Entry.bar missing`. */
function keyReport(value: unknown, schema: unknown, owner: string): string[] {
  const name = schemaName(schema) ?? owner
  const resolved = resolve(schema)
  if (Array.isArray(resolved['anyOf'])) {
    const fitting = resolved['anyOf'].filter((choice) => accepts(choice, value))
    const reports = fitting.map((choice) => keyReport(value, choice, name))
    const unknowns = (report: string[]) => report.filter((line) => line.endsWith('unknown')).length
    return (
      reports.sort((a, b) => unknowns(a) - unknowns(b) || a.length - b.length)[0] ?? [
        `${name} fits no alternative`,
      ]
    )
  }
  if (Array.isArray(value)) {
    return value.flatMap((item) => keyReport(item, resolved['items'] ?? {}, name))
  }
  if (!isObject(value) || !isObject(resolved['properties'])) {
    const more = resolved['additionalProperties']
    return isObject(value) && isObject(more)
      ? Object.values(value).flatMap((item) => keyReport(item, more, name))
      : []
  }
  const properties = resolved['properties']
  const unknown = Object.keys(value).filter((key) => !(key in properties))
  const missing = Object.keys(properties).filter((key) => !(key in value))
  return [
    ...unknown.map((key) => `${name}.${key} unknown`),
    ...missing.map((key) => `${name}.${key} missing`),
    ...Object.entries(properties).flatMap(([key, inner]) =>
      key in value ? keyReport(value[key], inner, name) : [],
    ),
  ]
}

const ofOperations = recordings.filter((recording) => !noOperation.has(recording.name))

describe('every recorded response', () => {
  test('belongs to an operation or is known to be none', () => {
    const strangers = recordings.filter((r) => !findOperation(verb(r), pathname(r)))
    expect(new Set(strangers.map((r) => r.name))).toEqual(noOperation)
    expect(recordings).toHaveLength(650)
  })

  test('has a status that the description names for its operation', () => {
    const unnamed = ofOperations
      .filter((recording) => !responseOf(recording).named)
      .map((r) => `${r.name} ${r.status}`)
    expect(unnamed).toEqual([])
  })

  test('has a content type that the description names for its status', () => {
    const wrong = ofOperations
      // 304 and HEAD have no body; suffixes other than the export's do not change a success.
      .filter((recording) => recording.status !== 304 && recording.method !== 'HEAD')
      .filter((recording) => {
        const { content } = responseOf(recording)
        return !isObject(content) || !(recording.contentType in content)
      })
    expect(wrong.map((r) => `${r.name} ${r.status} ${r.contentType}`)).toEqual([])
  })

  test('parses with the schema that the description names, without unknown or missing keys', () => {
    const problems: string[] = []
    const statuses = new Map<string, Set<number>>()
    let parsed = 0
    for (const recording of ofOperations.filter((r) => r.hasJson)) {
      const { id, content } = responseOf(recording)
      const { schema } = object(object(content)['application/json'])
      const result = validate(wireSchemaFor(schema), recording.json)
      if (!accepts(schema, recording.json)) problems.push(`${recording.name}: not as the YAML says`)
      const where = `${recording.server} ${recording.name}:`
      if (result.ok) problems.push(...keyReport(recording.json, schema, id))
      else problems.push(...result.issues.map((issue) => `${where} ${JSON.stringify(issue)}`))
      statuses.set(id, (statuses.get(id) ?? new Set()).add(recording.status))
      parsed++
    }
    // Each key that may be left out is left out somewhere, and nothing else is wrong anywhere.
    expect([...new Set(problems)].sort()).toEqual([...leftOut].sort())
    expect(parsed).toBeGreaterThan(570)
    // The exports in other formats are in the recordings too, but not as JSON.
    expect([...statuses.keys()].sort()).toEqual(operations.map(({ id }) => id).sort())
  })
})
