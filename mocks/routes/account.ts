import { HttpError } from '../http/http-error.js'
import { type Answer, type ApiRequest, json, type Request } from '../http/message.js'
import { isArray, type Params, toText } from '../php/values.js'
import type { Accounts } from '../state/accounts.js'
import type { User } from '../state/rows.js'
import type { State } from '../state/state.js'
import type { Server } from './context.js'
import { NOT_VALID, trimUnicode } from './form.js'
import { date } from './serialize.js'

const MIN_PASSWORD = 8

/** `GET /api/user`. */
export function getUser({ state }: Server, request: ApiRequest): Answer {
  return json(userJson(state, request.user))
}

/** `GET /api/config`: nulls are left out. */
export function getConfig(_server: Server, request: ApiRequest): Answer {
  const config = Object.entries(request.user.config).filter(([, value]) => value !== null)
  return json(Object.fromEntries(config))
}

/** `GET /api/taggingrule/export`. */
export function exportTaggingRules(_server: Server, request: ApiRequest): Answer {
  return json(request.user.taggingRules, 200, {
    'content-disposition': `attachment; filename="tagging_rules_${request.user.username}.json"`,
    'content-transfer-encoding': 'UTF-8',
  })
}

/** `PUT /api/user`: registration, which is off by default on real servers (quirk 49). */
export function register({ state }: Server, request: Request): Answer {
  if (!state.registration) return json({ error: "Server doesn't allow registrations" }, 403)
  const { accounts } = state
  const { params } = request
  const [username, email] = [trimmed(params, 'username'), trimmed(params, 'email')]
  const errors = validate(accounts, params)
  if (Object.keys(errors).length > 0) return json({ error: errors }, 400)
  // The server does not check that they are present, so the database refuses the row.
  const name = params.has('client_name') ? params.get('client_name') : 'Default client'
  if (username === '' || email === '' || name === null) throw new HttpError(500)
  // Names that differ only in case pass the check, but violate the unique index of lower-case
  // names.
  if (accounts.has('username', username) || accounts.has('email', email)) throw new HttpError(500)
  const user = accounts.addUser({
    username,
    email,
    password: toText(params.get('password')),
  })
  // The only grant of this client is one that no server supports (quirk 49).
  const client = accounts.addClient({
    name: toText(name),
    user: user.id,
    grants: ['authorization_code'],
  })
  const body = {
    ...userJson(state, user),
    default_client: { client_secret: client.secret, client_id: client.clientId, name: client.name },
  }
  return json(body, 201)
}

function validate(accounts: Accounts, params: Params): Record<string, string[]> {
  const errors: Record<string, string[]> = {}
  for (const field of ['username', 'email'] as const) {
    const value = trimmed(params, field)
    const isTaken = [...accounts.users.values()].some((user) => user[field] === value)
    if (isTaken) errors[field] = ['This value is already used.']
    if (isArray(params.get(field))) errors[field] = [NOT_VALID]
  }
  const given = params.get('password')
  const password = isArray(given) ? '' : toText(given)
  if (password === '') {
    errors['password'] = ['This value should not be blank.', ...(isArray(given) ? [NOT_VALID] : [])]
  } else if ([...password].length < MIN_PASSWORD) {
    errors['password'] = [`Your password must be at least ${MIN_PASSWORD} characters.`]
  }
  return errors
}

/** The password alone is not trimmed. */
function trimmed(params: Params, name: string): string {
  return trimUnicode(toText(params.get(name)))
}

function userJson(state: State, user: User) {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    ...(user.name === null ? {} : { name: user.name }),
    created_at: date(state, user.createdAt),
    updated_at: date(state, user.updatedAt),
  }
}
