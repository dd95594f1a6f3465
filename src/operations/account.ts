import type { Scope } from '../http/scope.js'
import { type Settings, settingsFromWire } from '../models/settings.js'
import { type TaggingRule, taggingRuleFromWire } from '../models/tagging-rule.js'
import {
  type RegisteredUser,
  registeredUserFromWire,
  type User,
  userFromWire,
} from '../models/user.js'
import type { WireRegisterUserBody } from '../wire/requests.js'
import type { Answered, Api } from './api.js'

/** `GET /api/user` */
export const userRequest = { operation: 'getUser', method: 'GET', path: 'api/user' } as const

/** Who is signed in. */
export function getUser(api: Api, scope: Scope): Promise<Answered<User>> {
  return api.one(userRequest, 'user', userFromWire, scope)
}

/** `GET /api/config` */
export function getConfig(api: Api, scope: Scope): Promise<Answered<Settings>> {
  const request = { operation: 'getConfig', method: 'GET', path: 'api/config' } as const
  return api.one(request, 'config', settingsFromWire, scope)
}

/** `GET /api/taggingrule/export` */
export function exportTaggingRules(api: Api, scope: Scope): Promise<Answered<TaggingRule[]>> {
  const path = 'api/taggingrule/export'
  const request = { operation: 'exportTaggingRules', method: 'GET', path } as const
  return api.many(request, 'taggingRule', taggingRuleFromWire, scope)
}

/** `PUT /api/user`, asked without a token: a bad one would turn the answer into a 401 (Q34). */
export function registerUser(
  api: Api,
  body: WireRegisterUserBody,
  scope: Scope,
): Promise<Answered<RegisteredUser>> {
  return api.one(
    { operation: 'registerUser', method: 'PUT', path: 'api/user', json: body, auth: 'none' },
    'registeredUser',
    registeredUserFromWire,
    scope,
  )
}
