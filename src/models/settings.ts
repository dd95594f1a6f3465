import type { WireConfig } from '../wire/config.js'

/** A user's settings; what is unset, or unknown to the server's version, is `null`. */
export interface Settings {
  /** The number of the settings. */
  readonly id: number
  /** How many entries a page of the web interface holds. */
  readonly itemsPerPage: number
  /** The language of the web interface. */
  readonly language: string
  /** The secret in the addresses of the feeds, or `null` until one was made; not enumerable, so neither printed nor copied. */
  readonly feedToken: string | null
  /** How many entries a feed holds. */
  readonly feedLimit: number | null
  /** How many words a minute the user reads. */
  readonly readingSpeed: number | null
  /** Where the web interface goes after an entry was archived, as the server's number for it. */
  readonly actionMarkAsRead: number | null
  /** How the web interface lists entries, as the server's number for it. */
  readonly listMode: number | null
  /** Whether lists show pictures; servers from 2.6.0. */
  readonly displayThumbnails: boolean | null
  /** The font of the reading view; servers from 2.7.0. */
  readonly font: string | null
  /** The size of that font; servers from 2.7.0. */
  readonly fontSize: number | null
  /** The height of its lines; servers from 2.7.0. */
  readonly lineHeight: number | null
  /** The width of the text; servers from 2.7.0. */
  readonly maxWidth: number | null
}

/** The settings as they came, as a model. */
export function settingsFromWire(wire: WireConfig): Settings {
  const { display_thumbnails: thumbnails } = wire
  return Object.assign(new SettingsModel(wire.feed_token ?? null), {
    id: wire.id,
    itemsPerPage: wire.items_per_page,
    language: wire.language,
    feedLimit: wire.feed_limit ?? null,
    readingSpeed: wire.reading_speed ?? null,
    actionMarkAsRead: wire.action_mark_as_read ?? null,
    listMode: wire.list_mode ?? null,
    displayThumbnails: thumbnails === undefined ? null : thumbnails === 1,
    font: wire.font ?? null,
    fontSize: wire.fontsize ?? null,
    lineHeight: wire.line_height ?? null,
    maxWidth: wire.max_width ?? null,
  })
}

/** A class only so that the feed token (Q48) is a getter of the prototype: there, and never printed. */
class SettingsModel {
  readonly #feedToken: string | null

  constructor(feedToken: string | null) {
    this.#feedToken = feedToken
  }

  get feedToken(): string | null {
    return this.#feedToken
  }

  /** Node can be told to print what getters give. */
  [Symbol.for('nodejs.util.inspect.custom')](): object {
    return { ...this }
  }
}
