/**
 * Whether this is `npm run test:long`, which also runs the test files that import this, with all
 * their cases. `npm test` runs only some of each kind.
 */
export const isFull = process.env['TEST_SIZE'] === 'full'

/** The number of cases in a test: some in `npm test`, many in `npm run test:long`. */
export const sized = (some: number, many: number): number => (isFull ? many : some)
