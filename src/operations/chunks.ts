/** Web servers take about 8 KB of request line; half of the rest is left for the path and a proxy's own. */
const longestQuery = 6000

/**
 * Splits items so that the query of each request stays short enough for web servers and proxies.
 *
 * @param items - What is to be sent.
 * @param text - What an item adds to the query, before it is encoded.
 */
export function chunksByLength<T>(items: readonly T[], text: (item: T) => string): T[][] {
  const chunks: T[][] = []
  let chunk: T[] = []
  let length = 0
  for (const item of items) {
    // One more for what stands between two items; encoded, a comma takes three.
    const added = new URLSearchParams({ '': text(item) }).toString().length + 2
    if (chunk.length > 0 && length + added > longestQuery) {
      chunks.push(chunk)
      chunk = []
      length = 0
    }
    chunk.push(item)
    length += added
  }
  if (chunk.length > 0) chunks.push(chunk)
  return chunks
}
