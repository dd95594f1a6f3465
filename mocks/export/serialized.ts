import { xmlText } from '../html/text.js'
import { arrayMap } from '../php/values.js'
import type { ExportedEntry } from './entry.js'

type Value = string | number | boolean | Value[] | { [key: string]: Value }
type Source =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Source[]
  | { readonly [key: string]: Source }

/** Removes nulls at every depth. PHP writes an array that becomes empty as a list. */
function compact(source: readonly Source[] | { readonly [key: string]: Source }): Value {
  if (Array.isArray(source)) return source.flatMap((item) => kept(item))
  const pairs = Object.entries(source).flatMap(([key, item]) =>
    kept(item).map((value): [string, Value] => [key, value]),
  )
  return pairs.length === 0 ? [] : Object.fromEntries(pairs)
}

function kept(source: Source): Value[] {
  if (source === null || source === undefined) return []
  return [typeof source === 'object' ? compact(source) : source]
}

/** Exports write the offset with a colon, answers of the API without. */
function atom(date: string | null): string | null {
  return date === null ? null : date.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
}

function serialized(entry: ExportedEntry): Value {
  return compact({
    is_archived: entry.is_archived,
    is_starred: entry.is_starred,
    tags: entry.tags.map((tag) => tag.label),
    is_public: entry.is_public,
    id: entry.id,
    uid: entry.uid,
    title: entry.title,
    url: entry.url,
    origin_url: entry.origin_url,
    given_url: entry.given_url,
    archived_at: atom(entry.archived_at),
    content: entry.content,
    created_at: atom(entry.created_at),
    updated_at: atom(entry.updated_at),
    published_at: atom(entry.published_at),
    published_by: entry.published_by,
    starred_at: atom(entry.starred_at),
    annotations: (entry.annotations ?? []).map(({ text, quote, ranges }) => ({
      text,
      quote,
      ranges: arrayMap(ranges, ({ start, startOffset, end, endOffset }) => ({
        start,
        startOffset,
        end,
        endOffset,
      })),
    })),
    mimetype: entry.mimetype,
    language: entry.language,
    reading_time: entry.reading_time,
    domain_name: entry.domain_name,
    preview_picture: entry.preview_picture,
    http_status: entry.http_status,
    headers: entry.headers,
  })
}

/**
 * The JSON export: a list with the entry (quirk 13), escaped as PHP does.
 *
 * @param entry the entry to export
 */
export function jsonFile(entry: ExportedEntry): string {
  return JSON.stringify([serialized(entry)])
    .replace(/\//g, '\\/')
    .replace(/[\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/**
 * Only the entry and its annotations keep the names of their keys. All other elements are named
 * `entry`.
 */
const NAMED = new Set(['/entry', '/entry/annotations/entry'])

function element(parent: string, name: string, value: Value, indent: string): string {
  if (typeof value === 'string') {
    const text = xmlText(value).replaceAll(']]>', ']]]]><![CDATA[>')
    return `${indent}<${name}><![CDATA[${text}]]></${name}>\n`
  }
  if (typeof value !== 'object') return `${indent}<${name}>${value}</${name}>\n`
  const path = `${parent}/${name}`
  const children = Object.entries(value).map(([key, child]) =>
    element(path, NAMED.has(path) ? key : 'entry', child, `${indent}  `),
  )
  if (children.length === 0) return `${indent}<${name}/>\n`
  return `${indent}<${name}>\n${children.join('')}${indent}</${name}>\n`
}

/**
 * The XML export: the same values as the JSON export.
 *
 * @param entry the entry to export
 */
export function xmlFile(entry: ExportedEntry): string {
  const body = element('', 'entry', serialized(entry), '  ')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<result>\n${body}</result>\n`
}
