import { lowerCase } from '../php/values.js'
import type { Client, Token, User } from './rows.js'

/** The grants of a client that was created in the web interface. */
export const ALL_GRANTS = ['token', 'authorization_code', 'password', 'refresh_token']

/** Users, API clients and tokens. */
export class Accounts {
  readonly users = new Map<number, User>()
  readonly clients = new Map<number, Client>()
  readonly accessTokens = new Map<string, Token>()
  readonly refreshTokens = new Map<string, Token>()
  readonly #now: () => number
  readonly #random: (length: number) => string
  #lastUser = 0
  #lastClient = 0

  constructor(now: () => number, random: (length: number) => string) {
    this.#now = now
    this.#random = random
  }

  /** Adds an account with the settings of a new account. */
  addUser(given: Partial<User> & { username: string; password: string }): User {
    const id = given.id ?? this.#lastUser + 1
    this.#lastUser = Math.max(id, this.#lastUser)
    const createdAt = given.createdAt ?? this.#now()
    const user: User = {
      email: `${given.username}@example.org`,
      name: null,
      updatedAt: createdAt,
      taggingRules: [],
      config: {
        id,
        items_per_page: 12,
        language: 'en',
        feed_token: null,
        feed_limit: 50,
        reading_speed: 200,
        action_mark_as_read: 1,
        list_mode: 0,
        display_thumbnails: 1,
      },
      ...given,
      id,
      createdAt,
    }
    this.users.set(id, user)
    return user
  }

  /** Adds an API client. */
  addClient(given: Partial<Client> & { name: string; user: number }): Client {
    const id = given.id ?? this.#lastClient + 1
    this.#lastClient = Math.max(id, this.#lastClient)
    const client: Client = {
      clientId: `${id}_${this.#random(50)}`,
      secret: this.#random(50),
      grants: ALL_GRANTS,
      ...given,
      id,
    }
    this.clients.set(id, client)
    return client
  }

  /** Deletes a client and its tokens, as the server does. */
  removeClient(id: number): void {
    this.clients.delete(id)
    for (const tokens of [this.accessTokens, this.refreshTokens]) {
      for (const [key, token] of tokens) if (token.client === id) tokens.delete(key)
    }
  }

  /** Finds an account by user name or e-mail address, ignoring case. */
  findUser(text: string): User | undefined {
    return this.#findBy('email', text) ?? this.#findBy('username', text)
  }

  /**
   * Finds the account for a sign-in. Only a text in the form of an e-mail address is looked up as
   * one.
   */
  findByLogin(login: string): User | undefined {
    const isEmail = /^.+@\S+\.\S+$/.test(login)
    return isEmail ? this.findUser(login) : this.#findBy('username', login)
  }

  /** Whether somebody has this name or e-mail already, whatever its case. */
  has(field: 'username' | 'email', text: string): boolean {
    return this.#findBy(field, text) !== undefined
  }

  #findBy(field: 'username' | 'email', text: string): User | undefined {
    const wanted = lowerCase(text)
    return [...this.users.values()].find((user) => lowerCase(user[field]) === wanted)
  }

  /** Finds a client by its public id, `<id>_<random>`. */
  findClient(clientId: string): Client | undefined {
    return [...this.clients.values()].find((client) => client.clientId === clientId)
  }

  /** Creates a pair of tokens. Lifetimes are in seconds. */
  issueTokens(client: Client, user: number, access: number, refresh: number): [Token, Token] {
    const now = this.#now()
    const pair: [Token, Token] = [
      { token: this.#random(86), client: client.id, user, expiresAt: now + access },
      { token: this.#random(86), client: client.id, user, expiresAt: now + refresh },
    ]
    this.accessTokens.set(pair[0].token, pair[0])
    this.refreshTokens.set(pair[1].token, pair[1])
    return pair
  }
}
