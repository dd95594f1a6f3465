import type { Scope } from '../http/scope.js'
import type { Api } from '../operations/api.js'
import { look } from './look.js'

/** Where people put a Wallabag below their own pages. */
const usualFolders = ['/wallabag', '/web']

/** Looks for a Wallabag in other folders of the same server; gives the address that has one. */
export async function findElsewhere(api: Api, scope: Scope): Promise<string | null> {
  for (const root of candidates(api.baseUrl)) {
    const { kind } = await look(api, root, scope)
    if (kind === 'wallabag') return root
  }
  return null
}

/** The folders above the one that was given, and the usual ones below each of them. */
function candidates(baseUrl: string): string[] {
  const { origin, pathname } = new URL(baseUrl)
  const parts = pathname.split('/').filter(Boolean)
  const folders = parts.map((_, index) => parts.slice(0, parts.length - index).join('/'))
  const roots = [...folders.map((folder) => `${origin}/${folder}`), origin]
  const all = roots.flatMap((root) => [root, ...usualFolders.map((folder) => root + folder)])
  return [...new Set(all)].filter((root) => root !== baseUrl)
}
