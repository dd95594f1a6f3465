import type { Scope } from '../http/scope.js'
import { infoFromWire, type ServerInfo } from '../models/info.js'
import type { Answered, Api } from './api.js'

/** `GET /api/info`, asked without a token: a bad one would turn a good answer into a 401 (Q34). */
export function getInfo(api: Api, scope: Scope): Promise<Answered<ServerInfo>> {
  return api.one(
    { operation: 'getInfo', method: 'GET', path: 'api/info', auth: 'none' },
    'info',
    infoFromWire,
    scope,
  )
}
