import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isFull } from './size.js'

/** The code without one of its mechanisms, and the test that must fail. */
export interface Mutant {
  readonly without: string
  readonly file: string
  readonly from: string
  readonly to: string
  /** The test file to run. */
  readonly tests: string
  /** A part of the expected output: the name of a test, or a part of it. */
  readonly caughtBy: string
}

/**
 * Tests that each mutant makes a test fail, on a copy of the repository. `npm test` only checks
 * that the replaced code still exists.
 *
 * @param folders - The folders of tests to copy.
 * @param config - The configuration of vitest that includes them.
 */
export function testMutants(
  folders: readonly string[],
  mutants: readonly Mutant[],
  config = 'vitest.config.ts',
): void {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  let copy = ''

  test('each mutant changes what stands once in its file', () => {
    const timesIn = ({ file, from }: Mutant) =>
      readFileSync(join(root, file), 'utf8').split(from).length - 1
    const stale = mutants.filter((mutant) => timesIn(mutant) !== 1)
    expect(stale.map(({ without }) => without)).toEqual([])
  })
  if (!isFull) return

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'mutants-'))
    const parts = ['src', 'mocks', 'package.json', 'vitest.config.ts', 'tsconfig.base.json']
    for (const part of new Set([...parts, config, 'test/support', ...folders])) {
      await cp(join(root, part), join(copy, part), { recursive: true })
    }
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  })
  afterAll(() => rm(copy, { recursive: true }))

  /** Runs tests on the copy. Returns whether they passed, and their output. */
  function run(tests: readonly string[], ...more: string[]) {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    // This reporter names only the tests that fail.
    const words = [vitest, 'run', '--config', config, '--reporter=dot', ...more, ...tests]
    // Control sequences for colours would be inside the text that is searched.
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
    const child = spawn(process.execPath, words, { cwd: copy, env, timeout: 280_000 })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data))
    return new Promise<{ passed: boolean; said: string }>((resolve) =>
      child.on('exit', (code) => resolve({ passed: code === 0, said })),
    )
  }

  test('the tests pass on a copy without a mutant', async () => {
    const { passed, said } = await run([...new Set(mutants.map(({ tests }) => tests))])
    expect(passed, said).toBe(true)
  })

  test.each(mutants)(
    'a mutant without $without is caught',
    async ({ file, from, to, tests, caughtBy }) => {
      const path = join(copy, file)
      const original = await readFile(path, 'utf8')
      await writeFile(path, original.replace(from, to))
      // A mutant may make tests wait for ever.
      const { passed, said } = await run([tests], '--testTimeout=30000')
      await writeFile(path, original)
      expect(passed, said).toBe(false)
      expect(said).toContain(caughtBy)
    },
  )
}
