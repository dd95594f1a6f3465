/** An API client: what `auth` needs beside the user's name and password. */
export interface ApiClient {
  /** The name it was given. */
  readonly name: string
  /** The client id, such as `1_3o53gl30…`. */
  readonly clientId: string
  /** The client secret; not enumerable, so neither printed nor copied: read it by its name. */
  readonly clientSecret: string
}

/** Makes an API client whose secret is there and never printed. */
export function apiClient(name: string, clientId: string, clientSecret: string): ApiClient {
  return new ApiClientModel(name, clientId, clientSecret)
}

class ApiClientModel implements ApiClient {
  readonly name: string
  readonly clientId: string
  readonly #secret: string

  constructor(name: string, clientId: string, secret: string) {
    this.name = name
    this.clientId = clientId
    this.#secret = secret
  }

  get clientSecret(): string {
    return this.#secret
  }

  /** Node can be told to print what getters give. */
  [Symbol.for('nodejs.util.inspect.custom')](): object {
    return { ...this }
  }
}
