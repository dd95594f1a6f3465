import { buffer } from 'node:stream/consumers'
import { fromBuffer, type ZipFile } from 'yauzl'

/** A file within a zip archive. */
export interface Member {
  /** Its path, with slashes. */
  readonly path: string
  readonly bytes: () => Promise<Uint8Array>
}

/** Whether bytes are a zip archive. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4
}

/**
 * The files of a zip archive, without folders and what macOS adds; each is unpacked when it is read.
 *
 * @throws Error for what is no whole archive.
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
