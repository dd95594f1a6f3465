import { type Answered, type Api, falselyMissing, isMissingEntry } from '../api/api.js'
import type { Context } from '../api/context.js'
import { checkOption, InputError, isWallabagError, oneOf, WallabagError } from '../errors/index.js'
import { serverTime } from '../http/headers.js'
import { type Scope, within } from '../http/wait.js'
import { checkArticleUrl } from '../values/article-url.js'
import { hashUrl } from '../values/hash.js'
import { normalizeLabels } from '../values/tag.js'
import { completeEntry, createAndComplete, saved } from './create.js'
import { fieldsToWire } from './entry-fields.js'
import { entryIdOf, getEntry, isAbsent } from './entry-requests.js'
import type { Saved, SaveHints, SaveInput, SaveOptions } from './save-options.js'

const noHints: SaveHints = { id: undefined, begun: null, begin: async () => {} }

const whenThere = oneOf('update', 'skip', 'error')
const whenLost = oneOf('error', 'retry')

/** How far our clock may be off in a browser, which hides the server's clock. */
const clockMargin = 60_000

/**
 * Saves one address. Nothing is saved twice, and nothing that was given or fetched is lost. A
 * second call for the same address waits for the first. The server's own create also updates, but
 * it wipes authors (quirk 4), prefers fetched fields to given ones (quirk 5), can lose what it
 * fetched (quirk 1), and creates duplicates of an address that it is still fetching (quirk 8).
 */
export async function save(
  context: Context,
  url: string,
  options: SaveOptions,
  scope: Scope,
): Promise<Answered<Saved>> {
  return saveChecked(context, checkSave(context, url, options), scope, noHints)
}

/** Saves checked input. A lookup by someone else is outdated once a save of ours ran after it. */
export async function saveChecked(
  context: Context,
  input: SaveInput,
  scope: Scope,
  given: SaveHints,
): Promise<Answered<Saved>> {
  const { running } = context.saving
  const other = running.get(input.hash)
  const hints = other ? { ...given, id: undefined } : given
  const before = other ?? Promise.resolve()
  const run = within(before, scope, 'Saving').then(() => lookAndSave(context, input, scope, hints))
  // The next save must wait for all earlier ones, even if this one gave up waiting.
  const ended = Promise.allSettled([before, run])
  running.set(input.hash, ended)
  ended.then(() => {
    if (running.get(input.hash) === ended) running.delete(input.hash)
  })
  return run
}

/** The address that is saved and looked up. */
export function addressOf(context: Context, given: string): string {
  const url = checkArticleUrl(given)
  const { normalizeUrl } = context.saving
  if (!normalizeUrl) return url
  try {
    const normal: unknown = normalizeUrl(url)
    // The promise cannot be awaited here, and its rejection must not end the process.
    if (normal instanceof Promise) normal.catch(() => undefined)
    return checkArticleUrl(normal, 'normalizeUrl')
  } catch (error) {
    if (isWallabagError(error)) throw error
    throw new InputError(
      'invalid_option',
      `normalizeUrl failed: ${error instanceof Error ? error.message : error}`,
      'It is your own function.',
    )
  }
}

/**
 * Checks all arguments of a save.
 *
 * @throws InputError for values that the server would ignore or misread.
 */
export function checkSave(context: Context, given: string, options: SaveOptions): SaveInput {
  const url = addressOf(context, given)
  return { url, hash: hashUrl(url), options, ...checkSaveOptions(options) }
}

/** Checks the options of a save. */
export function checkSaveOptions(options: SaveOptions): Pick<SaveInput, 'fields' | 'labels'> {
  const { tags, ifExists, ifAmbiguous } = options
  const fields = fieldsToWire(options, ['tags', 'ifExists', 'ifAmbiguous'])
  checkOption('ifExists', ifExists, whenThere, 'invalid_input')
  checkOption('ifAmbiguous', ifAmbiguous, whenLost, 'invalid_input')
  return { fields, labels: tags === undefined ? [] : normalizeLabels(tags) }
}

async function lookAndSave(
  context: Context,
  input: SaveInput,
  scope: Scope,
  hints: SaveHints,
): Promise<Answered<Saved>> {
  const { api, saving } = context
  const { begun } = hints
  let { id } = hints
  let since = (begun ?? Date.now()) - clockMargin
  if (id === undefined && begun === null) {
    const { value, response } = await entryIdOf(api, input.url, scope)
    id = value
    since = serverTime(response.headers) ?? since
  }
  if (typeof id === 'number' && begun === null) {
    const found = await setOnExisting(api, id, input, scope)
    if (found) return found
  }
  const { settleTime } = saving
  return createAndComplete({ api, input, scope, settleTime, since: new Date(since), hints })
}

/** Sets the given values on an existing entry. Returns `null` if it was deleted in the meantime. */
async function setOnExisting(
  api: Api,
  id: number,
  input: SaveInput,
  scope: Scope,
): Promise<Answered<Saved> | null> {
  const { options } = input
  if (options.ifExists === 'error') {
    throw new WallabagError('already_exists', `The address is saved already, as entry ${id}.`, {
      hint: 'Use `ifExists: "update"` or `"skip"`.',
      outcome: 'refused',
    })
  }
  const done: string[] = []
  try {
    const there = await getEntry(api, id, scope)
    if (options.ifExists === 'skip') return saved(there, false, false)
    const { content } = input.fields
    const setsContent = content !== undefined && content !== there.value.content
    const completed = await completeEntry(api, input, there, setsContent, done, scope)
    return saved(completed, false, done.length > 0)
  } catch (error) {
    if (!isMissingEntry(error)) throw error
    const { value: found } = await entryIdOf(api, input.url, scope)
    if (await isAbsent(api, id, scope, found)) return null
    throw falselyMissing(error)
  }
}
