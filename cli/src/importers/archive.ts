import { buffer } from 'node:stream/consumers'
import { fromBuffer, type ZipFile } from 'yauzl'

/** A file in a zip archive. */
export interface Member {
  /** The path, with slashes. */
  readonly path: string
  readonly bytes: () => Promise<Uint8Array>
}

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4
}

/**
 * Lists the files in a zip archive without folders and the files that macOS adds. Each file is
 * unpacked when it is read.
 *
 * @throws Error if the archive is damaged.
 */
export async function membersOf(bytes: Uint8Array): Promise<Member[]> {
  const zip = await opened(bytes)
  return new Promise((resolve, reject) => {
    const members: Member[] = []
    zip.on('entry', (entry) => {
      const path: string = entry.fileName
      const isOurs = !path.endsWith('/') && !/(^|\/)(__MACOSX|\.)/.test(path)
      if (isOurs) members.push({ path, bytes: () => unpacked(zip, entry) })
      zip.readEntry()
    })
    zip.on('end', () => resolve(members))
    zip.on('error', reject)
    zip.readEntry()
  })
}

function opened(bytes: Uint8Array): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false }
    fromBuffer(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      options,
      (error, zip) => (error ? reject(error) : resolve(zip)),
    )
  })
}

function unpacked(zip: ZipFile, entry: Parameters<ZipFile['openReadStream']>[0]): Promise<Buffer> {
  if (entry.isEncrypted()) {
    return Promise.reject(new Error('it is encrypted; unpack it with its password first.'))
  }
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(buffer(stream))))
  })
}
