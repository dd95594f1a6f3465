import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import * as z from 'zod/mini'
import { wireSchemaByName } from './wire-schemas.js'

/** Any object of the description. */
export type Json = Record<string, unknown>

/** One operation with what its path adds. */
export interface Operation {
  id: string
  method: string
  path: string
  parameters: Json[]
  requestBody: Json | undefined
  responses: Json
}

/** Narrows to an object. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object or an error, for places where the description must have one. */
export function object(value: unknown, what = 'an object'): Json {
  if (!isObject(value)) throw new TypeError(`${what} is missing`)
  return value
}

/** An array, empty if there is none. */
export function array(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** The whole description. */
export const description: Json = object(
  parse(readFileSync(new URL('../../schemas/wallabag.openapi.yaml', import.meta.url), 'utf8')),
)

/** The schemas of the description by name. */
export const schemas = object(object(description['components'])['schemas'])

/** What a `$ref` points to, or the value itself. */
export function resolve(value: unknown): Json {
  const found = object(value)
  const ref = found['$ref']
  if (typeof ref !== 'string') return found
  return resolve(
    ref
      .split('/')
      .slice(1)
      .reduce<unknown>((at, key) => object(at, ref)[key], description),
  )
}

/** The name of the schema that a `$ref` points to. */
export function schemaName(value: unknown): string | undefined {
  const ref = isObject(value) ? value['$ref'] : undefined
  return typeof ref === 'string' ? ref.replace('#/components/schemas/', '') : undefined
}

/** A value with every `$ref` in it replaced by what it points to. */
export function inlined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inlined)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(resolve(value)).map(([key, v]) => [key, inlined(v)]))
}

/** All operations. */
export const operations: Operation[] = Object.entries(object(description['paths'])).flatMap(
  ([path, item]) => {
    const shared = array(object(item)['parameters'])
    return Object.entries(object(item))
      .filter(([method]) => method !== 'parameters')
      .map(([method, value]) => {
        const operation = object(value)
        return {
          id: String(operation['operationId']),
          method: method.toUpperCase(),
          path,
          parameters: [...shared, ...array(operation['parameters'])].map(resolve),
          requestBody: isObject(operation['requestBody']) ? operation['requestBody'] : undefined,
          responses: object(operation['responses']),
        }
      })
  },
)

/** The operation of a request, and the values in its path. Fixed paths go before templates. */
export function findOperation(
  method: string,
  pathname: string,
): { operation: Operation; values: Map<string, string> } | undefined {
  // Any suffix is accepted everywhere; only the export has one that means something.
  const isExport = /\/entries\/[^/]+\/export(\.\w+)?$/.test(pathname)
  const bare = pathname.replace(/\.[a-z]+$/, '')
  const path =
    isExport && !/\.\w+$/.test(pathname) ? `${pathname}.json` : isExport ? pathname : bare
  const candidates = operations
    .filter((operation) => operation.method === (method === 'HEAD' ? 'GET' : method))
    .sort((a, b) => a.path.split('{').length - b.path.split('{').length)
  for (const operation of candidates) {
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => String(match[1]))
    const pattern = operation.path.replace(/\./g, '\\.').replace(/\{\w+\}/g, '([^/.]+)')
    const match = new RegExp(`^${pattern}$`).exec(path)
    if (match) {
      const values = new Map(names.map((name, i) => [name, String(match[i + 1])]))
      return { operation, values }
    }
  }
  return undefined
}

/** The zod schema of the wire layer for a schema of the description: named, a list, or a choice. */
export function wireSchemaFor(schema: unknown): z.ZodMiniType {
  const name = schemaName(schema)
  if (name !== undefined) {
    const found = wireSchemaByName.get(name)
    if (!found) throw new TypeError(`${name} has no zod twin`)
    return found
  }
  const { type, items, anyOf } = object(schema)
  if (Array.isArray(anyOf)) return z.union(anyOf.map(wireSchemaFor))
  if (type === 'array') return z.array(wireSchemaFor(items))
  if (type === 'string') return z.string()
  if (Object.keys(object(schema)).length === 0) return z.unknown()
  throw new TypeError(`no zod twin for ${JSON.stringify(schema)}`)
}
