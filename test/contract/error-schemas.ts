// The bodies of refusals that the SDK shows as they are; the ones that it understands are in src/contract/.
import * as z from 'zod/mini'
import {
  flatErrorSchema,
  problemErrorSchema,
  wrappedErrorSchema,
} from '../../src/contract/error-schemas.js'

/** Whatever the framework answers when it fails, one shape for each generation (quirk 32). */
export const frameworkErrorSchema = z.union([
  wrappedErrorSchema,
  problemErrorSchema,
  flatErrorSchema,
])

/** The answer to a registration where none are accepted. */
export const registrationClosedSchema = z.object({ error: z.string() })

const messages = z.exactOptional(z.array(z.string()))

/** A refused registration: the messages of each field, in the server's language. */
export const registrationErrorSchema = z.object({
  error: z.object({ username: messages, email: messages, password: messages }),
})

/** What is wrong with a field; an empty object for nothing. */
export const fieldErrorsSchema = z.object({ errors: messages })

/** What is wrong with a range. */
export const rangeErrorsSchema = z.object({
  errors: messages,
  children: z.exactOptional(z.record(z.string(), fieldErrorsSchema)),
})

const rangesErrors = z.object({
  errors: messages,
  // PHP writes a list whose keys have gaps as a map.
  children: z.exactOptional(
    z.union([z.array(rangeErrorsSchema), z.record(z.string(), rangeErrorsSchema)]),
  ),
})

/** A refused annotation on 2.6. */
export const annotationErrorSchema = z.object({
  code: z.int(),
  message: z.string(),
  errors: z.object({
    errors: messages,
    children: z.exactOptional(
      z.object({
        text: z.exactOptional(fieldErrorsSchema),
        quote: z.exactOptional(fieldErrorsSchema),
        ranges: z.exactOptional(rangesErrors),
      }),
    ),
  }),
})

/** A refused annotation on 2.7.0-dev, which gives no reason. */
export const emptyErrorSchema = z.strictObject({})
