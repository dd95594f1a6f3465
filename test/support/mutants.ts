import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestCase, Vitest } from 'vitest/node'
import { alias } from './alias.js'
import { escaped } from './escaped.js'
import { isFull } from './size.js'

/** The code without one of its mechanisms, and the test that must fail. */
export interface Mutant {
  readonly without: string
  readonly file: string
  readonly from: string
  readonly to: string
  /** The test file to run. */
  readonly tests: string
  /** A part of the name of the test, as it is shown: the names of its suites stand before it. */
  readonly caughtBy: string
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Tests that each mutant makes the test fail that is to catch it, in the size of `npm test`, which
 * itself only checks that the replaced code still exists.
 */
export function testMutants(mutants: readonly Mutant[]): void {
  test('each mutant changes what stands once in its file', () => {
    const timesIn = ({ file, from }: Mutant) =>
      readFileSync(root + file, 'utf8').split(from).length - 1
    const stale = mutants.filter((mutant) => timesIn(mutant) !== 1)
    expect(stale.map(({ without }) => without)).toEqual([])
  })
  if (!isFull) return

  let vitest: Vitest
  let mutant: Mutant | null = null

  beforeAll(async () => {
    // It is imported only when needed, because that takes a second.
    const { createVitest } = await import('vitest/node')
    vitest = await createVitest(
      'test',
      {
        config: false,
        root,
        watch: false,
        // Another mutant file runs beside this one.
        maxWorkers: 1,
        reporters: [{}],
        include: mutants.map(({ tests }) => tests),
        setupFiles: ['test/support/setup.ts'],
        env: { TEST_SIZE: '' },
        testTimeout: 120_000,
        hookTimeout: 120_000,
      },
      {
        resolve: { alias },
        plugins: [
          {
            name: 'mutant',
            enforce: 'pre',
            async load(id) {
              if (!mutant || id !== root + mutant.file) return null
              const { to } = mutant
              return (await readFile(id, 'utf8')).replace(mutant.from, () => to)
            },
          },
        ],
      },
    )
  })
  afterAll(() => vitest.close())

  /** Runs the tests that are to catch the mutants, and returns those that were run. */
  async function run(those: readonly Mutant[]): Promise<TestCase[]> {
    const names = those.map(({ caughtBy }) => escaped(caughtBy.replaceAll(' > ', ' ')))
    vitest.setGlobalTestNamePattern(new RegExp(names.join('|')))
    const files = new Set(those.map(({ tests }) => root + tests))
    const specifications = await vitest.globTestSpecifications([...files])
    const { testModules } = await vitest.runTestSpecifications(specifications)
    // It is the run inside that fails, not this process.
    process.exitCode = undefined
    return testModules
      .filter(({ moduleId }) => files.has(moduleId))
      .flatMap(({ children }) => [...children.allTests()])
      .filter((test) => test.result().state !== 'skipped')
  }

  test('without a mutant the tests pass', async () => {
    const cases = await run(mutants)
    const failed = cases.filter((test) => test.result().state !== 'passed')
    expect(failed.map(({ fullName }) => fullName)).toEqual([])
    const missing = mutants.filter(
      ({ caughtBy }) => !cases.some((c) => c.fullName.includes(caughtBy)),
    )
    expect(missing.map(({ caughtBy }) => caughtBy)).toEqual([])
    // A mutant may make a test wait for ever.
    for (const { config } of vitest.projects) config.testTimeout = 20_000
  }, 900_000)

  test.each(mutants)('a mutant without $without is caught', async (one) => {
    mutant = one
    vitest.invalidateFile(root + one.file)
    const cases = await run([one])
    mutant = null
    vitest.invalidateFile(root + one.file)
    const failed = cases.filter((test) => test.result().state === 'failed')
    expect(failed.map(({ fullName }) => fullName)).toContainEqual(
      expect.stringContaining(one.caughtBy),
    )
  })
}
