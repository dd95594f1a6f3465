import * as z from 'zod/mini'

/** The framework's error body up to 2.6.2. */
export const wrappedErrorSchema = z.object({
  error: z.object({ code: z.int(), message: z.string() }),
})

// Quirk 32.
/** The framework's error body of 2.6.3 to 2.6.14; `detail` is only the reason phrase. */
export const problemErrorSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
})

/** The framework's error body of 2.7.0-dev; only for 400 does `message` give the reason. */
export const flatErrorSchema = z.object({ code: z.int(), message: z.string() })

// Quirk 33.
/** The body of every token error (400) and of every refused token (401). */
export const oauthErrorSchema = z.object({
  error: z.string(),
  error_description: z.nullable(z.string()),
})
