import * as z from 'zod/mini'

/**
 * The answer of the token endpoint. `token_type` is the lower-case `bearer`, but the header must say
 * `Bearer` (Q37); a refresh token is given only to clients that may use one.
 */
export const tokenSchema = z.object({
  access_token: z.string(),
  expires_in: z.int(),
  token_type: z.string(),
  scope: z.nullable(z.string()),
  refresh_token: z.exactOptional(z.string()),
})
