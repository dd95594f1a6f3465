import { Draft } from '../content/draft.js'
import { readingTime } from '../content/extract.js'
import { setDomainName } from '../content/update.js'
import { titleFromUrl } from '../php/url.js'
import { lowerCase, trim } from '../php/values.js'
import { Arrival } from '../state/arrival.js'
import type { Client, Entry, TaggingRule, User, UserConfig } from '../state/rows.js'
import type { State } from '../state/state.js'
import { articles } from './articles.js'
import type { SeedEntry } from './seed-entry.js'

/** An account to add. */
export interface SeedUser {
  username: string
  password: string
  email?: string | undefined
  /** The display name. */
  name?: string | undefined
  config?: Partial<UserConfig> | undefined
  taggingRules?: TaggingRule[] | undefined
}

/** An API client to add. */
export interface SeedClient {
  /** `<number>_<random>`; generated if it is left out. */
  clientId?: string | undefined
  clientSecret?: string | undefined
  name?: string | undefined
  grants?: string[] | undefined
}

/** Adds data to the fake without requests. */
export interface Seed {
  user(given: SeedUser): User
  client(given: SeedClient): Client
  /** Adds an entry and returns its id. */
  entry(given: SeedEntry): number
  /**
   * Realistic articles in several languages. The same seed generates the same articles.
   *
   * @returns The ids
   */
  library(
    count: number,
    options?: { seed?: number | undefined; user?: string | undefined },
  ): number[]
}

export function createSeed(state: State): Seed {
  const owner = (name: string | undefined): User => {
    const [first] = state.accounts.users.values()
    const user = name === undefined ? first : state.accounts.findUser(name)
    if (user === undefined) throw new Error(`There is no user "${name}" in this fake.`)
    return user
  }
  return {
    user({ config, username, password, email, name, taggingRules }) {
      const user = state.accounts.addUser({
        username,
        password,
        ...(email === undefined ? {} : { email }),
        ...(name === undefined ? {} : { name }),
        ...(taggingRules === undefined ? {} : { taggingRules }),
      })
      Object.assign(user.config, config)
      return user
    },
    client({ clientId, clientSecret, name = 'seeded', grants }) {
      const number = /^\d+/.exec(clientId ?? '')?.[0]
      return state.accounts.addClient({
        name,
        user: owner(undefined).id,
        ...(number === undefined ? {} : { id: Number(number) }),
        ...(clientId === undefined ? {} : { clientId }),
        ...(clientSecret === undefined ? {} : { secret: clientSecret }),
        ...(grants === undefined ? {} : { grants }),
      })
    },
    entry: (given) => addEntry(state, owner(given.user), given).id,
    library(count, { seed = 1, user } = {}) {
      const of = owner(user)
      const ids: number[] = []
      for (const article of articles(count, seed, state.now())) {
        ids.push(addEntry(state, of, article).id)
      }
      return ids
    },
  }
}

function addEntry(state: State, user: User, given: SeedEntry): Entry {
  const draft = Draft.create(state, user)
  const { row } = draft
  draft.setUrl(given.url)
  draft.setGivenUrl(given.url)
  setDomainName(draft)
  row.title = given.title ?? titleFromUrl(given.url)
  row.content = given.content ?? null
  row.readingTime = readingTime(given.content ?? '')
  row.language = given.language ?? null
  row.publishedBy = given.authors === undefined ? null : [...given.authors]
  row.publishedAt = given.publishedAt ?? null
  row.previewPicture = given.previewPicture ?? null
  row.originUrl = given.originUrl ?? null
  if (given.archived) draft.setArchived(true)
  if (given.starred) draft.setStarred(true)
  if (given.public) draft.setPublic(true)
  for (const label of given.tags ?? []) draft.addLabel(trim(lowerCase(label)))
  draft.save(new Arrival(state.library.tags))
  if (given.createdAt !== undefined) row.createdAt = given.createdAt
  row.updatedAt = given.updatedAt ?? row.createdAt
  return row
}
