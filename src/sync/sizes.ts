/** Metadata in big pages; not bigger, since a server loads the contents as well before it leaves them out (quirk 22). */
export const pageSize = 1000

/** As many hashes as fit into a request line of 6 000 bytes. */
export const hashesAtOnce = 100

/** How much is read again in each run; it costs nothing beside the request, which is needed for the total. */
export const sampleSize = 50

/** With contents, how many entries are fetched before they are told and stored. */
export const contentsAtOnce = 50
