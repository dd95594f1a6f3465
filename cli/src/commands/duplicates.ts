import type { Command } from 'commander'
import { type CommonOptions, withClient } from '../account/connect.js'
import { print, say } from '../output/streams.js'
import { cleanLine, json, plural } from '../output/text.js'

interface DuplicatesOptions extends CommonOptions {
  readonly json?: true
  readonly copies?: true
}

export function addDuplicatesCommand(program: Command): void {
  program
    .command('duplicates')
    .description('find entries that were saved more than once')
    .option('--copies', 'only the ids of the newer copies, one a line')
    .option('--json', 'a JSON array')
    .addHelpText('after', examples)
    .action((_: unknown, command: Command) => duplicates(command.optsWithGlobals()))
}

async function duplicates(options: DuplicatesOptions): Promise<void> {
  await withClient(options, async (wallabag) => {
    const groups: { url: string | null; ids: readonly number[] }[] = []
    for await (const { input } of wallabag.entries.duplicates()) groups.push(input)
    if (options.json) return print(json(groups, 2))
    for (const { url, ids } of groups) {
      if (options.copies) for (const id of ids.slice(1)) print(String(id))
      else print(`${ids.join(',')}\t${cleanLine(url ?? '')}`)
    }
    if (!options.copies)
      say(`${plural(groups.length, 'address', 'addresses')} saved more than once.`)
  })
}

const examples = `
Examples:
  wallabag duplicates
  wallabag duplicates --copies | wallabag delete - --dry-run`
