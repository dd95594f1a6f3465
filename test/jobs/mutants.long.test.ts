import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
let copy = ''

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'mutants-'))
  const parts = ['src', 'mocks', 'package.json', 'vitest.config.ts', 'tsconfig.base.json']
  for (const part of [...parts, 'test/jobs', 'test/pages', 'test/support']) {
    await cp(join(root, part), join(copy, part), { recursive: true })
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
})
afterAll(() => rm(copy, { recursive: true }))

/** Runs tests on the copy; whether they passed, and what they said. */
function run(tests: string): Promise<{ passed: boolean; said: string }> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const child = spawn(process.execPath, [vitest, 'run', tests], { cwd: copy })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data))
  return new Promise((resolve) => child.on('exit', (code) => resolve({ passed: code === 0, said })))
}

test('the tests pass on a copy without a mutant', async () => {
  expect(await run('test/pages/walk.test.ts')).toMatchObject({ passed: true })
  expect(await run('test/jobs/properties.test.ts')).toMatchObject({ passed: true })
})

test.each([
  {
    without: 'the step back',
    file: 'src/pages/walk.ts',
    from: 'if (page && (start === 0 || page.ids.some((id) => this.#isKnown(id)))) {',
    to: 'if (page) {',
    tests: 'test/pages/walk.test.ts',
    caughtBy: 'what matched all the time was delivered',
  },
  {
    without: 'the look first',
    file: 'src/jobs/save.ts',
    from: 'const id = isRepeat ? undefined : (found?.value ?? null)',
    to: 'const id: number | null = null',
    tests: 'test/jobs/properties.test.ts',
    caughtBy: 'authors are kept',
  },
  {
    without: 'label seeding',
    file: 'src/jobs/labels.ts',
    from: 'if (slugs.size === 0) return request()',
    to: 'return request()',
    tests: 'test/jobs/properties.test.ts',
    caughtBy: 'labels that are new never meet on their way',
  },
  {
    without: 'asking where an address leads',
    file: 'src/jobs/tagger.ts',
    from: 'const right = new Set(likely.filter(({ id }, index) => first[index]?.value?.id === id))',
    to: 'const right = new Set(first.length > 0 ? likely : [])',
    tests: 'test/jobs/properties.test.ts',
    caughtBy: 'what was given is changed and nothing else',
  },
])('a mutant without $without is caught', async ({ file, from, to, tests, caughtBy }) => {
  const path = join(copy, file)
  const original = await readFile(path, 'utf8')
  expect(original.split(from)).toHaveLength(2)
  await writeFile(path, original.replace(from, to))
  const { passed, said } = await run(tests)
  await writeFile(path, original)
  expect(passed, said).toBe(false)
  expect(said).toContain(caughtBy)
})
