/**
 * The page size for metadata. Larger pages would not pay off, because the server loads the contents
 * before it leaves them out (quirk 22).
 */
export const pageSize = 1000

/** How many hashes fit into a request line of 6 000 bytes. */
export const hashesAtOnce = 100

/** How many entries are read again in each run. The request is needed for the total anyway. */
export const sampleSize = 50

/** How many contents are fetched before their entries are reported and stored. */
export const contentsAtOnce = 50
