import { open } from 'node:fs/promises'
import { constants, gunzipSync } from 'node:zlib'

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/**
 * Whether a file, unpacked if necessary, begins with the mark of files that this command writes.
 * Only such files are replaced or deleted.
 */
export async function beginsWith(path: string, words: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0)
    return plain(buffer.subarray(0, bytesRead))
      .subarray(0, Buffer.byteLength(words))
      .equals(Buffer.from(words))
  } finally {
    await file.close()
  }
}

function plain(bytes: Buffer): Buffer {
  if (!isGzip(bytes)) return bytes
  try {
    // Only the beginning of the file was read, so the data may end early.
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH })
  } catch {
    return bytes
  }
}
