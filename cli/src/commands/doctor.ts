import { stat } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Diagnosis, Finding } from 'wallabag-sdk'
import { profileStore } from 'wallabag-sdk/node'
import { type CommonOptions, withClient } from '../account/connect.js'
import { exit } from '../exit.js'
import { remedyOf } from '../output/error.js'
import { print, say } from '../output/streams.js'
import { dim, green, red } from '../output/style.js'
import { json } from '../output/text.js'

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('find out what is wrong with the address, the server or the account')
    .option('--json', 'a JSON object')
    .addHelpText('after', '\nExample:\n  wallabag doctor --profile work')
    .action((_: unknown, command: Command) => doctor(command.optsWithGlobals()))
}

/** A stored token would hide that the password is wrong. */
const signInAnew = true

async function doctor(options: CommonOptions & { json?: true }): Promise<void> {
  await withClient(
    options,
    async (wallabag) => {
      const diagnosis = await wallabag.diagnose()
      if (options.json)
        print(json({ ...diagnosis, findings: diagnosis.findings.map(inOurWords) }, 2))
      else {
        tellFindings(diagnosis, wallabag.url)
        const { file } = profileStore()
        const isThere = (await stat(file).catch(() => null)) !== null
        say(isThere ? `Profiles: ${file}` : 'Profiles: none', mark('done'))
        if (diagnosis.ok) say('All well.')
      }
      if (!diagnosis.ok) process.exitCode = exit.failed
    },
    signInAnew,
  )
}

/** The checks in order. If one fails, the following ones are not done. */
const steps = [
  {
    name: 'Server',
    codes: [
      'host_not_found',
      'connection_refused',
      'certificate_refused',
      'no_https',
      'no_answer',
      'unreachable',
      'https_wanted',
      'moved',
      'sign_on_page',
      'proxy_login',
      'proxy_refuses',
      'rate_limited',
      'server_down',
      'wrong_path',
      'not_wallabag',
    ],
    well: ({ version }: Diagnosis, url: string) => `Wallabag ${version} at ${url}`,
  },
  {
    name: 'API client',
    codes: ['wrong_client'],
    well: () => 'known to the server',
  },
  {
    name: 'Account',
    codes: null,
    well: ({ user }: Diagnosis) => `signed in as ${user}`,
  },
] as const

/** Prints what was checked, what is wrong and what to do about it. */
export function tellFindings(diagnosis: Diagnosis, url: string): void {
  const problems = diagnosis.findings.filter(({ severity }) => severity === 'problem')
  let isOver = false
  for (const { name, codes, well } of steps) {
    const known: readonly string[] | null = codes
    const own = problems.filter(({ code }) => known === null || known.includes(code))
    if (isOver) say(`${name}: not checked`, mark('open'))
    else if (own.length === 0) say(`${name}: ${well(diagnosis, url)}`, mark('done'))
    for (const finding of isOver ? [] : own) {
      say(`${name}: ${finding.message}\n  ${remedyOf(finding)}`, mark('wrong'))
    }
    isOver ||= own.length > 0
  }
  for (const finding of diagnosis.findings) {
    const said = `${finding.message}\n  ${remedyOf(finding)}`
    if (finding.severity === 'warning') say(said, mark('warning'))
  }
}

function inOurWords(finding: Finding): Finding {
  return { ...finding, remedy: remedyOf(finding) }
}

function mark(kind: 'done' | 'wrong' | 'warning' | 'open'): string {
  const { stderr } = process
  if (kind === 'done') return `${green('✓', stderr)} `
  if (kind === 'open') return `${dim('-', stderr)} `
  return `${red(kind === 'wrong' ? '✗' : '!', stderr)} `
}
