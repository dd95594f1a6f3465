import type { FakeWallabag } from '../fake.js'
import { type Exchange, isObject } from './exchange.js'
import type { Received } from './received.js'

const TOKEN = /(?:ACCESS|REFRESH)-TOKEN-\d+/g
const CLIENT = /(\d+)_(CLIENTRANDOMID|GENERATED)/

/** Maps the placeholders for secrets in a recording to the secrets of the fake. */
export class Aliases {
  readonly #fake: FakeWallabag
  readonly #url: string
  readonly #tokens = new Map<string, string>()
  /** The address of the recorded server, taken from the request. */
  #recorded = ''

  constructor(fake: FakeWallabag, url: string) {
    this.#fake = fake
    this.#url = url
  }

  /** Must be called before an exchange is sent and compared. */
  begin({ request }: Exchange): void {
    this.#recorded = `http://${new Headers(request.headers).get('host') ?? 'wallabag.test'}`
  }

  /** Replaces the aliases in a text by the fake's secrets. */
  fill(text: string): string {
    const { clientId, clientSecret } = this.#fake.credentials
    const match = CLIENT.exec(text)
    const made = this.#fake.state.clients.find(
      ({ id }) => match !== null && id === Number(match[1]),
    )
    const isMade = match?.[2] === 'GENERATED' && made !== undefined
    return text
      .replace(TOKEN, (alias) => this.#tokens.get(alias) ?? alias)
      .replace(CLIENT, isMade ? made.clientId : clientId)
      .replace(/GENERATED-SECRET/g, isMade ? made.secret : clientSecret)
      .replace(/CLIENT-SECRET/g, clientSecret)
  }

  /** The same for a header, including Basic credentials. */
  fillHeader(name: string, value: string): string {
    const basic = /^Basic (\S+)$/i.exec(value)?.[1]
    if (name.toLowerCase() !== 'authorization' || basic === undefined) return this.fill(value)
    const plain = this.fill(basic)
    if (plain !== basic) return `Basic ${plain}`
    return `Basic ${btoa(this.fill(atob(basic)))}`
  }

  /** Replaces the fake's address with that of the recorded server. */
  address(text: string): string {
    return text.replaceAll(this.#recorded, this.#url)
  }

  /** Remembers the tokens that the fake issued in place of the recorded placeholders. */
  learn({ response }: Exchange, { body }: Received): void {
    const [recorded, actual] = [response.json, body]
    if (!isObject(recorded) || !isObject(actual)) return
    for (const key of ['access_token', 'refresh_token']) {
      const [alias, token] = [recorded[key], actual[key]]
      if (typeof alias === 'string' && typeof token === 'string') this.#tokens.set(alias, token)
    }
  }
}
