import { describe, expect, test } from 'vitest'
import { accepts } from './accepts.js'
import {
  findOperation,
  isObject,
  type Operation,
  object,
  operations,
  resolve,
  wireSchemaFor,
} from './openapi.js'
import { noOperation, pathname, type Recording, recordings, verb } from './recordings.js'
import { validate } from './validate.js'

// Requests that are wrong on purpose, to see what the server says, and what is wrong with them.
const deliberate: Record<string, string[]> = {
  'annotations.create.form': ['body: application/x-www-form-urlencoded'],
  'annotations.create.longQuote': ['body quote: string of length 12000'],
  'bulk.create.badJson': ['query urls: [oops'],
  'bulk.create.body': ['query urls: missing', 'body: not expected'],
  'bulk.create.none': ['query urls: missing'],
  'bulk.delete.none': ['query urls: missing'],
  'bulk.tags.add.none': ['query list: missing'],
  'bulk.tags.remove.none': ['query list: missing'],
  'entries.create.form.false': ['body archive: string of length 5'],
  'entries.create.malformedJson': ['body: malformed'],
  'entries.create.noUrl': ['body url: nothing'],
  'entries.delete.badExpect': ['query expect: nothing'],
  'entries.get.nonNumeric': ['path entry: abc'],
  'entries.patch.archive"false"': ['body archive: string of length 5'],
  'entries.patch.query': ['query title: unknown'],
  'export.bogus': ['path format: bogus'],
  'export.html': ['path format: html'],
  'list.detailBad': ['query detail: huge'],
  'list.orderBad': ['query order: sideways'],
  'list.page0': ['query page: 0'],
  'list.pageNeg': ['query page: -1'],
  'list.perPage0': ['query perPage: 0'],
  'list.sortBad': ['query sort: title'],
  'list.tagsArray': ['query tags[]: unknown'],
  'oauth.clientCredentials': [
    'body grant_type: string of length 18',
    'body username: nothing',
    'body password: nothing',
  ],
  'oauth.missingGrant': ['body grant_type: nothing'],
  'oauth.password.missingUsername': ['body username: nothing'],
  'oauth.refresh.missing': [
    'body grant_type: string of length 13',
    'body username: nothing',
    'body password: nothing',
  ],
  'oauth.unsupportedGrant': [
    'body grant_type: string of length 11',
    'body username: nothing',
    'body password: nothing',
  ],
  'since.notNumber': ['query since: 2024-01-01'],
  'transport.method override': ['body: not expected'],
  'transport.token malformed json': ['body: malformed'],
  'user.register.closed.invalid': ['body password: string of length 1'],
  'user.register.empty': [
    'body username: nothing',
    'body password: nothing',
    'body email: nothing',
  ],
  'user.register.invalid': ['body password: string of length 1'],
  'user.register.shortPassword': ['body password: string of length 1'],
}

function queryProblems(operation: Operation, path: string): string[] {
  const query = new URL(path, 'http://wallabag.test').searchParams
  const known = operation.parameters.filter((parameter) => parameter['in'] === 'query')
  const problems = [...new Set(query.keys())]
    .filter((name) => name !== 'access_token')
    .flatMap((name) => {
      const parameter = known.find((candidate) => candidate['name'] === name)
      if (!parameter) return [`query ${name}: unknown`]
      const values = query.getAll(name)
      return fitsParameter(parameter, values) ? [] : [`query ${name}: ${values.join(' and ')}`]
    })
  const missing = known.filter((p) => p['required'] === true && !query.has(String(p['name'])))
  return [...problems, ...missing.map((parameter) => `query ${parameter['name']}: missing`)]
}

function fitsParameter(parameter: Record<string, unknown>, values: string[]): boolean {
  if (isObject(parameter['content'])) {
    const { schema } = object(parameter['content']['application/json'])
    return values.length === 1 && fitsJson(schema, String(values[0]))
  }
  const { schema } = parameter
  if (String(parameter['name']).endsWith('[]')) return accepts(schema, values)
  return values.length === 1 && fitsText(schema, String(values[0]))
}

function fitsJson(schema: unknown, text: string): boolean {
  try {
    return accepts(schema, JSON.parse(text))
  } catch {
    return false
  }
}

/** A query and a form carry text, which may stand for a number. */
function fitsText(schema: unknown, text: string): boolean {
  return accepts(schema, text) || (/^-?\d+$/.test(text) && accepts(schema, Number(text)))
}

function pathProblems(operation: Operation, values: Map<string, string>): string[] {
  return [...values].flatMap(([name, value]) => {
    const parameter = operation.parameters.find((p) => p['in'] === 'path' && p['name'] === name)
    return fitsText(object(parameter)['schema'], value) ? [] : [`path ${name}: ${value}`]
  })
}

function bodyProblems(operation: Operation, body: Recording['body']): string[] {
  const required = operation.requestBody?.['required'] === true
  if (!body) return required ? ['body: missing'] : []
  if (!operation.requestBody) return ['body: not expected']
  const content = object(operation.requestBody['content'])
  if ('raw' in body) return ['body: malformed']
  const type = 'json' in body ? 'application/json' : 'application/x-www-form-urlencoded'
  if (!isObject(content[type])) return [`body: ${type}`]
  const { schema } = content[type]
  const value = 'json' in body ? body['json'] : formValue(schema, String(body['form']))
  const result = validate(wireSchemaFor(schema), value)
  return result.ok ? [] : result.issues.map((issue) => `body ${issue.path}: ${issue.received}`)
}

function formValue(schema: unknown, form: string): unknown {
  const { properties } = resolve(schema)
  return Object.fromEntries(
    [...new URLSearchParams(form)].map(([name, text]) => {
      const property = isObject(properties) ? (properties[name] ?? {}) : {}
      return [name, accepts(property, text) || !/^\d+$/.test(text) ? text : Number(text)]
    }),
  )
}

function problemsOf(recording: Recording): string[] {
  const found = findOperation(verb(recording), pathname(recording))
  if (!found) return ['no operation']
  const { operation, values } = found
  return [
    ...pathProblems(operation, values),
    ...queryProblems(operation, recording.path),
    ...bodyProblems(operation, recording.body),
  ]
}

describe('every recorded request', () => {
  test('is what the description says, or wrong on purpose in a known way', () => {
    const wrong: Record<string, string[]> = {}
    for (const recording of recordings.filter(({ name }) => !noOperation.has(name))) {
      const problems = problemsOf(recording)
      const known = wrong[recording.name] ?? []
      if (problems.length > 0) wrong[recording.name] = [...new Set([...known, ...problems])]
    }
    expect(wrong).toEqual(deliberate)
  })

  test('of every operation is among them', () => {
    const right = recordings.filter((recording) => problemsOf(recording).length === 0)
    const seen = right.map((r) => findOperation(verb(r), pathname(r))?.operation.id)
    expect([...new Set(seen)].sort()).toEqual(operations.map(({ id }) => id).sort())
  })
})
