// The guides in the order in which one reads them: the side bar, and llms.txt, are made of it.
import { readdirSync, readFileSync } from 'node:fs'

const docs = new URL('../', import.meta.url)

/** @type {[string, string[]][]} */
const order = [
  [
    'Guides',
    [
      'save-from-a-script',
      'tag-a-library',
      'offline-reader',
      'move-from-pocket',
      'every-night',
      'test-your-tool',
      'playground',
      'questions',
    ],
  ],
  [
    'Concepts',
    [
      'how-it-works',
      'authentication',
      'entries',
      'saving',
      'pagination',
      'bulk',
      'errors',
      'scaling',
      'security',
    ],
  ],
  ['More', ['text', 'annotations', 'export', 'sync', 'cli', 'mcp', 'schemas', 'testing', 'moving']],
  ['Platforms', ['browser', 'runtimes', 'proxies']],
  ['About', ['methods', 'api-coverage', 'fields', 'quirks', 'decisions', 'performance']],
]

// A guide that is not named above comes at the end of “More”.
const named = order.flatMap(([, names]) => names)
const others = readdirSync(docs)
  .filter((file) => file.endsWith('.md'))
  .map((file) => file.slice(0, -'.md'.length))
  .filter((name) => !named.includes(name))
order.find(([text]) => text === 'More')?.[1].push(...others.sort())

/** Each section with its pages: title, address without its extension, first sentence. */
export const sections = order.map(([text, names]) => ({
  text,
  items: names.map((name) => {
    const page = readFileSync(new URL(`${name}.md`, docs), 'utf8')
    const [, title = name, first = ''] = /^# (.*)\n+((?:[^\n]+\n)+)/.exec(page) ?? []
    return { text: title.replaceAll('`', ''), link: `/docs/${name}`, first: sentenceOf(first) }
  }),
}))

/** The first sentence of a paragraph, as plain text. @param {string} paragraph */
function sentenceOf(paragraph) {
  const plain = paragraph
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
  return /^.*?[.:](?= |$)/.exec(plain)?.[0].replace(/:$/, '.') ?? plain
}

/** llms.txt: what there is to read, for programs that read. */
export function llmsText() {
  const { description } = JSON.parse(readFileSync(new URL('../package.json', docs), 'utf8'))
  const lists = sections.map(({ text, items }) => {
    const lines = items.map((item) => `- [${item.text}](${item.link.slice(1)}.md): ${item.first}`)
    return `## ${text}\n\n${lines.join('\n')}`
  })
  return `# wallabag-sdk

> ${description}

Start with [README.md](README.md). Every page is Markdown, at the address of its page with \`.md\` in place of \`.html\`. All examples in them are executed by tests. After a job such as \`saveMany\`, call \`report.throwIfFailed()\`: failed items do not reject by themselves.

${lists.join('\n\n')}
`
}
