import { open } from 'node:fs/promises'
import { constants, gunzipSync } from 'node:zlib'

/** Whether bytes are compressed by gzip. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/**
 * Whether a file, unpacked if need be, begins with the words by which this command marks what it writes.
 * Nothing else is ever replaced or removed.
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
    // It ends in the middle, which is no mistake here.
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH })
  } catch {
    return bytes
  }
}
