import * as z from 'zod/mini'

/**
 * A moment as the server writes it: whole seconds, the offset of the server's PHP time zone, in the
 * API without the colon that ISO 8601 wants (`+0200`), in exports with it (`+02:00`). PHP reads the zero
 * date of a database as the year -1, and a page can claim any year.
 */
export const serverDateSchema = z
  .string()
  .check(z.regex(/^-?\d{4,5}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:?\d\d$/))

/** A boolean that the server writes as a number (Q11). */
export const zeroOrOneSchema = z.literal([0, 1])

/** A hypermedia link. Never followed: it loses filters, sub-directories and schemes (Q23, Q24). */
export const linkSchema = z.object({ href: z.string() })
