import * as z from 'zod/mini'

/** What a server tells about itself to anybody (since 2.4.0). */
export const infoSchema = z.object({
  appname: z.string(),
  version: z.string(),
  allowed_registration: z.boolean(),
})
/** What a server tells about itself. */
export type WireInfo = z.output<typeof infoSchema>

/** The server's version, a bare JSON string, e.g. `"2.6.14"` or `"2.7.0-dev"`. */
export const versionSchema = z.string()
