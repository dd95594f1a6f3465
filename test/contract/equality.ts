import type * as z from 'zod/mini'
import type { ApiSchemas, wireSchemas } from './wire-schemas.js'

/** Identity, not assignability in both directions: that lets optional keys and `any` pass. */
export type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** What a zod schema accepts. */
type Input<Name extends keyof ApiSchemas> = z.input<(typeof wireSchemas)[Name]>

/** The names of the schemas that differ from the OpenAPI description. */
export type Drift = {
  [Name in keyof ApiSchemas]: Equal<Input<Name>, ApiSchemas[Name]> extends true ? never : Name
}[keyof ApiSchemas]
