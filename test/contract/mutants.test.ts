import { testMutants } from '../support/mutants.js'

const tests = 'test/contract/checks.test.ts'

testMutants([
  {
    without: 'the form of a date',
    file: 'src/contract/check.ts',
    from: 'return regex.test(value) || wrong(',
    to: 'return value !== undefined || wrong(',
    tests,
    caughtBy: 'of a right entry with a leaf broken',
  },
  {
    without: 'one field',
    file: 'src/contract/checks.generated.ts',
    from: `bool(value['is_public'], within, 'is_public')`,
    to: 'true',
    tests,
    caughtBy: 'of a right entry with a leaf broken',
  },
  {
    without: 'going on after a mistake',
    file: 'src/contract/check.ts',
    from: 'return report !== undefined',
    to: 'return false',
    tests,
    caughtBy: 'name path, expected and received of all that is wrong',
  },
  {
    without: 'the alternative that was meant',
    file: 'src/contract/check.ts',
    from: 'if (!meant) {',
    to: 'if (meant || !meant) {',
    tests,
    caughtBy: 'where a nearly fitting one breaks',
  },
  {
    without: 'the limit of a list',
    file: 'src/contract/check.ts',
    from: 'if (value.length > most)',
    to: 'if (value.length > 1e9)',
    tests,
    caughtBy: 'changed in up to three places',
  },
])
