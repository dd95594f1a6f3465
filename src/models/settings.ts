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
  return new SettingsModel(wire)
}

/** A class only so that the feed token (Q48) is a getter of the prototype: there, and never printed. */
class SettingsModel implements Settings {
  readonly #feedToken: string | null
  readonly id: number
  readonly itemsPerPage: number
  readonly language: string
  readonly feedLimit: number | null
  readonly readingSpeed: number | null
  readonly actionMarkAsRead: number | null
  readonly listMode: number | null
  readonly displayThumbnails: boolean | null
  readonly font: string | null
  readonly fontSize: number | null
  readonly lineHeight: number | null
  readonly maxWidth: number | null

  constructor(wire: WireConfig) {
    const { display_thumbnails: thumbnails } = wire
    this.#feedToken = wire.feed_token ?? null
    this.id = wire.id
    this.itemsPerPage = wire.items_per_page
    this.language = wire.language
    this.feedLimit = wire.feed_limit ?? null
    this.readingSpeed = wire.reading_speed ?? null
    this.actionMarkAsRead = wire.action_mark_as_read ?? null
    this.listMode = wire.list_mode ?? null
    this.displayThumbnails = thumbnails === undefined ? null : thumbnails === 1
    this.font = wire.font ?? null
    this.fontSize = wire.fontsize ?? null
    this.lineHeight = wire.line_height ?? null
    this.maxWidth = wire.max_width ?? null
  }

  get feedToken(): string | null {
    return this.#feedToken
  }

  /** Node can be told to print what getters give. */
  [Symbol.for('nodejs.util.inspect.custom')](): object {
    return { ...this }
  }
}
