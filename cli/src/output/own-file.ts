import { open } from 'node:fs/promises'

/**
 * Whether a file begins with the words by which this command marks what it writes. Nothing else is ever
 * replaced or removed.
 */
export async function beginsWith(path: string, words: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const expected = Buffer.from(words)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(expected.length), 0)
    return bytesRead === expected.length && buffer.equals(expected)
  } finally {
    await file.close()
  }
}
