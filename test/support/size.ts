/**
 * Whether this is `npm run test:long`, which runs each file that asks for this again, with all its
 * cases: `npm test` takes some of each kind.
 */
export const isFull = process.env['TEST_SIZE'] === 'full'

/** How many of something a test takes: some in `npm test`, many in `npm run test:long`. */
export const sized = (some: number, many: number): number => (isFull ? many : some)
