import type { Command } from 'commander'
import type { Annotation, EntrySummary } from 'wallabag-sdk'
import { type CommonOptions, withClient } from '../account/connect.js'
import { print, say } from '../output/streams.js'
import { clean, cleanLine, day, json } from '../output/text.js'
import { findMeant, type TargetOptions, withTargets } from '../targets/targets.js'

interface AnnotationsOptions extends CommonOptions, TargetOptions {
  readonly json?: true
}

export function addAnnotationsCommand(program: Command): void {
  withTargets(program.command('annotations').description('print annotations, as Markdown'))
    .option('--json', 'a JSON array')
    .addHelpText('after', examples)
    .action((words: string[], _: unknown, command: Command) =>
      annotations(words, command.optsWithGlobals()),
    )
}

async function annotations(words: readonly string[], options: AnnotationsOptions): Promise<void> {
  await withClient(options, async (wallabag) => {
    const found = await findMeant(wallabag, words, options)
    const entries = found.filter((entry) => entry.annotations.length > 0)
    if (options.json) {
      print(
        json(
          entries.map(({ id, url, title, annotations }) => ({ id, url, title, annotations })),
          2,
        ),
      )
    } else if (entries.length === 0) say('No annotations.')
    else for (const entry of entries) print(markdown(entry))
  })
}

function markdown({ id, title, url, annotations }: EntrySummary): string {
  const head = `## ${cleanLine(title ?? 'Untitled')}\n\n${cleanLine(url ?? '')} (entry ${id})\n`
  return [head, ...annotations.map(note)].join('\n')
}

function note({ quote, text, createdAt }: Annotation): string {
  const quoted = clean(quote)
    .split('\n')
    .map((line) => `> ${line}`)
  return [...quoted, '', ...(text === '' ? [] : [clean(text), '']), `— ${day(createdAt)}`, ''].join(
    '\n',
  )
}

const examples = `
Examples:
  wallabag annotations 12
  wallabag annotations --annotated > notes.md
  wallabag annotations --tag thesis --json`
