import * as z from 'zod/mini'

// In every body, null means “not given”, so each field may be null.
const text = z.exactOptional(z.nullable(z.string()))

const offset = z.exactOptional(z.nullable(z.union([z.int(), z.string()])))

/** A range in the body of a new annotation. An unknown key is refused with a 400. */
export const newAnnotationRangeSchema = z.strictObject({
  start: text,
  startOffset: offset,
  end: text,
  endOffset: offset,
})

// Quirk 29.
/** The JSON body of `POST /api/annotations/{entry}`; a form creates an empty annotation. */
export const createAnnotationBodySchema = z.object({
  text,
  quote: z.exactOptional(z.nullable(z.string().check(z.maxLength(10_000)))),
  ranges: z.exactOptional(z.nullable(z.array(newAnnotationRangeSchema))),
})
/** The JSON body of `POST /api/annotations/{entry}`. */
export type WireCreateAnnotationBody = z.output<typeof createAnnotationBodySchema>

/** The body of `PUT /api/user`. */
export const registerUserBodySchema = z.object({
  username: z.string(),
  password: z.string().check(z.minLength(8)),
  email: z.string(),
  client_name: text,
})
/** The body of `PUT /api/user`. */
export type WireRegisterUserBody = z.output<typeof registerUserBodySchema>
