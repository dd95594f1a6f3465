// Saves new articles from feeds:  node examples/from-rss.js https://example.org/feed.xml …
// Run it as often as you like: articles that are already saved do not change.
import { XMLParser } from 'fast-xml-parser'
import { toLabels, Wallabag } from 'wallabag-sdk'

// Print one sentence instead of a stack: the SDK's messages say what was tried, what came back and what to do.
process.once('uncaughtException', (error) => {
  console.error(error.message)
  process.exit(1)
})

const feeds = process.argv.slice(2)
if (feeds.length === 0) {
  console.error('Give the address of at least one feed, such as https://example.org/feed.xml.')
  process.exit(2)
}

const wallabag = Wallabag.fromEnv()
const report = await wallabag.entries.saveMany(articles(feeds), {
  tags: ['feed'],
  ifExists: 'skip',
  onOutcome: ({ action, input, error }) => {
    const url = typeof input === 'string' ? input : input.url
    if (action === 'create') console.log(`saved  ${url}`)
    else if (error) console.error(`failed ${url}: ${error.message}`)
  },
})
console.log(`${report.done} saved, ${report.skipped} known, ${report.failed} failed`)
if (report.failures.length > 0) process.exitCode = 1

/**
 * The articles of all feeds, one feed after the other.
 *
 * @param {string[]} urls
 * @returns {AsyncGenerator<import('wallabag-sdk').SaveManyInput>}
 */
async function* articles(urls) {
  const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => isRepeated(name) })
  for (const url of urls) {
    const response = await fetch(url).catch((cause) => {
      throw new Error(`${url} cannot be reached.`, { cause })
    })
    if (!response.ok) throw new Error(`${url} answered ${response.status}.`)
    const { rss, feed } = parser.parse(await response.text())
    for (const item of rss?.channel?.item ?? feed?.entry ?? []) {
      const address = String(item.link?.[0]?.['@_href'] ?? item.link?.[0] ?? '')
      // A feed is untrusted: skip whatever is not a web address.
      if (!/^https?:\/\//.test(address)) continue
      const categories = [item.category ?? []]
        .flat()
        .map((one) => String(one['@_term'] ?? one['#text'] ?? one))
      yield { url: address, tags: toLabels(categories) }
    }
  }
}

/** @param {string} name */
function isRepeated(name) {
  return ['item', 'entry', 'link'].includes(name)
}
