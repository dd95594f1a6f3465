import * as z from 'zod/mini'
import { zeroOrOneSchema } from './values.js'

const int = z.exactOptional(z.int())
const number = z.exactOptional(z.number())

/** The user's settings (since 2.5.0); what is unset is left out. `feed_token` is a secret (Q48). */
export const configSchema = z.object({
  id: z.int(),
  items_per_page: z.int(),
  language: z.string(),
  feed_token: z.exactOptional(z.string()),
  feed_limit: int,
  reading_speed: number,
  action_mark_as_read: int,
  list_mode: int,
  display_thumbnails: z.exactOptional(zeroOrOneSchema),
  font: z.exactOptional(z.string()),
  fontsize: number,
  line_height: number,
  max_width: number,
})
/** The user's settings. */
export type WireConfig = z.output<typeof configSchema>
