import { testMutants } from '../support/mutants.js'

const safety = 'test/text/safety.test.ts'
const harmless = 'nothing becomes active, nothing steers a terminal'

testMutants([
  {
    without: 'addresses of the web alone',
    file: 'src/text/addresses.ts',
    from: '&& /^https?:$/.test(url.protocol) ?',
    to: '?',
    tests: safety,
    caughtBy: harmless,
  },
  {
    without: 'characters that are taken out',
    file: 'src/text/clean.ts',
    from: ".replace(unwanted, '')",
    to: '',
    tests: safety,
    caughtBy: harmless,
  },
  {
    without: 'escaped brackets and angles',
    file: 'src/text/markdown.ts',
    from: ".replace(/[\\\\`*_[\\]<|~]/g, '\\\\$&')",
    to: '',
    tests: safety,
    caughtBy: harmless,
  },
  {
    without: 'a mark before what would be a picture',
    file: 'src/text/markdown.ts',
    from: "text.replace(/!$/, '\\\\!')",
    to: 'text',
    tests: 'test/text/markdown.test.ts',
    caughtBy: 'a reader of the Markdown finds every word',
  },
  {
    without: 'brackets encoded in addresses',
    file: 'src/text/markdown.ts',
    from: '.replace(/[\\s()\\\\|<>`]/g, encode)',
    to: '',
    tests: 'test/text/articles.test.ts',
    caughtBy: 'the article “scripts”',
  },
  {
    without: 'fences longer than those inside',
    file: 'src/text/markdown.ts',
    from: 'count = Math.max(count, run.length + 1)',
    to: 'count = Math.max(count, run.length - 99)',
    tests: 'test/text/markdown.test.ts',
    caughtBy: 'a reader of the Markdown finds every word',
  },
  {
    without: 'beginnings of a line that mean something',
    file: 'src/text/markdown.ts',
    from: "text.replace(/^(?=[#>+=-]|:-)/gm, '\\\\')",
    to: 'text',
    tests: 'test/text/markdown.test.ts',
    caughtBy: 'a reader of the Markdown finds every word',
  },
])
