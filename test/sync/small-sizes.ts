/** Small pages in the place of `src/sync/sizes.ts`, so that a small library takes several. */
export const pageSize = 20
export const hashesAtOnce = 10
export const sampleSize = 15
export const contentsAtOnce = 4
