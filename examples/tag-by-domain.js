// Tags articles by their domain:  node examples/tag-by-domain.js [--dry-run]
// A rule is a domain, including its sub-domains, and the label for its articles.
import { Wallabag } from 'wallabag-sdk'

// Print one sentence instead of a stack: the SDK's messages say what was tried, what came back and what to do.
process.once('uncaughtException', (error) => {
  console.error(error.message)
  process.exit(1)
})

/** @type {Record<string, string>} */
const rules = {
  'github.com': 'code',
  'youtube.com': 'video',
  'wikipedia.org': 'reference',
  // Domains in the library of `npx wallabag-fake --seed 1`:
  'quietweekly.example': 'weekly',
  'lecarnet.example': 'french',
}

const dryRun = process.argv.includes('--dry-run')
const wallabag = Wallabag.fromEnv()

/** @type {Map<string, number[]>} */
const idsByLabel = new Map()
for await (const { id, domain, tags } of wallabag.entries.list({ perPage: 100 })) {
  const rule = Object.keys(rules).find((name) => domain === name || domain?.endsWith(`.${name}`))
  const label = rule && rules[rule]
  if (!label || tags.some((tag) => tag.label === label)) continue
  idsByLabel.set(label, [...(idsByLabel.get(label) ?? []), id])
}

for (const [label, ids] of idsByLabel) {
  const report = await wallabag.entries.tagMany(ids, { add: [label] }, { dryRun })
  console.log(`${label}: ${dryRun ? `would tag ${ids.length}` : `tagged ${report.done}`}`)
  if (!dryRun) report.throwIfFailed()
}
if (idsByLabel.size === 0) console.log('Nothing to tag.')
