import { access, constants, stat } from 'node:fs/promises'
import { explain } from './results.js'
import { isOffered } from './server.js'
import type { Service } from './service.js'
import { toolNames } from './settings.js'
import { look } from './tools/status.js'

/**
 * Checks the login, the server and the folder for exports, and prints what is wrong.
 *
 * @param service - The service to check.
 * @param print - Prints a line.
 * @returns Whether no problem was found.
 */
export async function doctor(service: Service, print: (line: string) => void): Promise<boolean> {
  const { ok, server, version, user, counts, problems } = await look(() => service.client(), {})
  if (ok) print(`✓ ${server}: Wallabag ${version}, ${user}, ${counts?.all ?? 0} articles`)
  for (const { message, remedy } of problems) print(`✗ ${message}${remedy ? `\n  ${remedy}` : ''}`)
  const { settings } = service
  print(`  Tools: ${toolNames.filter((name) => isOffered(name, settings)).join(', ')}`)
  const folder = await whyNoFolder(settings.exportFolder)
  if (folder !== null) print(`✗ ${folder}`)
  return ok && folder === null
}

async function whyNoFolder(folder: string | null): Promise<string | null> {
  if (folder === null) return null
  try {
    if (!(await stat(folder)).isDirectory()) return `--export-to: ${folder} is not a folder.`
    await access(folder, constants.W_OK)
    return null
  } catch (error) {
    const { message } = error instanceof Error ? error : await explain(error)
    return `--export-to: nothing can be written to ${folder} (${message}).`
  }
}
