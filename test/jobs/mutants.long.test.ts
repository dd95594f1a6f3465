import { testMutants } from '../support/mutants.js'

testMutants(
  ['test/jobs', 'test/pages'],
  [
    {
      without: 'the step back',
      file: 'src/entries/walk.ts',
      from: 'if (page && (start === 0 || page.ids.some((id) => this.#isKnown(id)))) {',
      to: 'if (page) {',
      tests: 'test/pages/walk.test.ts',
      caughtBy: 'what matched all the time was delivered',
    },
    {
      without: 'the look first',
      file: 'src/jobs/save-many.ts',
      from: 'const id = isRepeat ? undefined : (found?.value ?? null)',
      to: 'const id: number | null = null',
      tests: 'test/jobs/properties.test.ts',
      caughtBy: 'authors are kept',
    },
    {
      without: 'label seeding',
      file: 'src/jobs/known-labels.ts',
      from: 'if (slugs.size === 0) return request()',
      to: 'return request()',
      tests: 'test/jobs/properties.test.ts',
      caughtBy: 'labels that are new never meet on their way',
    },
    {
      without: 'asking where an address leads',
      file: 'src/jobs/tag-many.ts',
      from: 'const right = new Set(likely.filter(({ id, url }) => first.get(url)?.value === id))',
      to: 'const right = new Set(first.size > 0 ? likely : [])',
      tests: 'test/jobs/properties.test.ts',
      caughtBy: 'what was given is changed and nothing else',
    },
  ],
)
