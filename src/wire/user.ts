import * as z from 'zod/mini'
import { serverDateSchema } from './values.js'

const account = {
  id: z.int(),
  username: z.string(),
  email: z.string(),
  name: z.exactOptional(z.string()),
  created_at: serverDateSchema,
  updated_at: serverDateSchema,
}

/** The signed-in user; `name` is left out when it was never set. */
export const userSchema = z.object(account)
/** The signed-in user. */
export type WireUser = z.output<typeof userSchema>

/** A new account with its API client, which the password grant refuses (Q49). */
export const registeredUserSchema = z.object({
  ...account,
  default_client: z.object({
    name: z.string(),
    client_id: z.string(),
    client_secret: z.string(),
  }),
})
/** A new account with its API client. */
export type WireRegisteredUser = z.output<typeof registeredUserSchema>
