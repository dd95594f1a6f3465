/** A route: its method, its path with `{variables}`, and its handler. */
export interface Route<Handler> {
  method: string
  path: string
  handler: Handler
}

/** The result of matching a path and a method. */
export type Match<Handler> =
  | { kind: 'route'; handler: Handler; route: ReadonlyMap<string, string>; format: string | null }
  | { kind: 'redirect'; path: string }
  | { kind: 'method'; allow: string[]; format: string | null }
  | { kind: 'none' }

interface Compiled<Handler> extends Route<Handler> {
  pattern: RegExp
}

/**
 * The framework's router. The order of the routes is the order in `Allow`, and decides between
 * `/api/entries/{entry}` and `/api/entries/list`, because the first also matches the path of the
 * second.
 */
export class Router<Handler> {
  readonly #routes: readonly Compiled<Handler>[]

  constructor(routes: readonly Route<Handler>[]) {
    this.#routes = routes.map((route) => ({ ...route, pattern: compile(route.path) }))
  }

  /** Finds the route. A surplus trailing slash is a redirect, for GET only. */
  match(method: string, path: string): Match<Handler> {
    const wanted = method === 'HEAD' ? 'GET' : method
    const found = this.#find(wanted, path)
    if (found.kind !== 'none' || wanted !== 'GET') return found
    const other = path.endsWith('/') ? path.replace(/\/+$/, '') : `${path}/`
    const redirected = other === '' ? found : this.#find(wanted, other)
    return redirected.kind === 'route' ? { kind: 'redirect', path: other } : found
  }

  #find(method: string, path: string): Match<Handler> {
    const allow: string[] = []
    let format: string | null = null
    for (const route of this.#routes) {
      const match = route.pattern.exec(path)
      if (match === null) continue
      const { _format, ...variables } = match.groups ?? {}
      format = route.path.endsWith('.{_format}') ? (_format ?? 'json') : null
      if (route.method === method) {
        const values = Object.entries(variables).map(([k, v]): [string, string] => [k, v ?? ''])
        return { kind: 'route', handler: route.handler, route: new Map(values), format }
      }
      if (!allow.includes(route.method)) allow.push(route.method)
    }
    return allow.length === 0 ? { kind: 'none' } : { kind: 'method', allow, format }
  }
}

function compile(path: string): RegExp {
  const source = path
    .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replace('\\.{_format}', '(?:\\.(?<_format>[^/]+))?')
    .replace('{uid}', '(?<uid>[^/]+)')
    .replace(/\{(\w+)\}/g, '(?<$1>[^/.]+)')
  return new RegExp(`^${source}$`)
}
