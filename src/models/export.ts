import { unexpectedInput } from '../errors/index.js'
import type { Requirement } from './requirement.js'

/** What an entry can be exported as. `mobi` ended with 2.7, `md` began with it. */
export const exportFormats = ['epub', 'pdf', 'mobi', 'md', 'txt', 'csv', 'json', 'xml'] as const

/** The name of an export format. */
export type ExportFormat = (typeof exportFormats)[number]

/** The formats that not every version has (Q51). */
export const exportRequirements: { readonly [Format in ExportFormat]?: readonly Requirement[] } = {
  md: [{ what: 'the export format “md”', since: '2.7.0' }],
  mobi: [{ what: 'the export format “mobi”', until: '2.7.0' }],
}

/** A file that is being received; read it once, or cancel it. */
export interface ExportedFile {
  /** The file as it arrives. */
  readonly stream: ReadableStream<Uint8Array>
  /** The name that the server suggests, without folders; `entry-7.epub` when it suggests none. */
  readonly filename: string
  /** The MIME type. */
  readonly contentType: string
  /** Reads the whole file. */
  bytes(): Promise<Uint8Array>
  /** Reads the whole file as text; for `txt`, `md`, `csv`, `json` and `xml`. */
  text(): Promise<string>
  /** Stops receiving it. */
  cancel(): Promise<void>
}

/**
 * Refuses what is no export format.
 *
 * @throws InputError with code `invalid_input`.
 */
export function checkExportFormat(format: ExportFormat): void {
  if (exportFormats.includes(format)) return
  throw unexpectedInput('format', `one of ${exportFormats.join(', ')}`, format)
}
