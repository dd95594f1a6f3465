import { chmod, lstat, mkdir } from 'node:fs/promises'

/** Windows has no such modes: there the folder's inherited access list says who may read. */
export const hasModes = process.platform !== 'win32'

/** Makes a folder that only its owner can look into; one that is there already is tightened. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const found = await lstat(folder)
  if (!found.isDirectory()) throw new Error(`${folder} is a link or a file, and no folder`)
  if (!hasModes) return
  if (found.uid !== process.getuid?.()) throw new Error(`${folder} belongs to another user`)
  if ((found.mode & 0o077) !== 0) await chmod(folder, 0o700)
}
