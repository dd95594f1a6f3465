import type { CANCEL_SYMBOL } from '@clack/prompts'
import { CliError, exit } from '../exit.js'
import { canAsk } from './streams.js'

const output = process.stderr

/** Asks for a line of text; one that is there already can be kept by Enter, or changed. */
export async function askText(
  message: string,
  placeholder = '',
  initialValue = '',
): Promise<string> {
  const { text } = await prompts()
  return answered(await text({ message, placeholder, initialValue, validate: notEmpty, output }))
}

/** Asks for a secret, which is not shown. */
export async function askSecret(message: string): Promise<string> {
  const { password } = await prompts()
  return answered(await password({ message, validate: notEmpty, output }))
}

/** Asks for one of several things (default: the first). */
export async function askChoice<Value extends string>(
  message: string,
  choices: readonly { value: Value; label: string }[],
): Promise<Value> {
  const { select } = await prompts()
  const options: Parameters<typeof select<string>>[0]['options'] = [...choices]
  const chosen = answered(await select<string>({ message, options, output }))
  const choice = choices.find(({ value }) => value === chosen)
  if (choice) return choice.value
  throw cancelled()
}

/**
 * Asks whether to go on.
 *
 * @returns `false` when nobody can be asked.
 */
export async function askWhether(message: string): Promise<boolean> {
  if (!canAsk()) return false
  const { confirm } = await prompts()
  return answered(await confirm({ message, initialValue: false, output }))
}

/**
 * Asks whether to begin, unless told to.
 *
 * @throws CliError when it is not wanted, or nobody can be asked.
 */
export async function askToBegin(question: string, { yes }: { yes?: true }): Promise<void> {
  if (yes || (await askWhether(question))) return
  throw new CliError('Nothing was done. To begin without asking, add --yes.', exit.usage)
}

/** Loaded when it is needed: most runs ask nothing. */
function prompts() {
  return import('@clack/prompts')
}

function notEmpty(value: string | undefined): string | undefined {
  return value ? undefined : 'Please enter a value.'
}

/** A prompt that was left with Ctrl-C answers with a symbol. */
function answered<T extends string | boolean>(answer: T | typeof CANCEL_SYMBOL): T {
  if (typeof answer === 'symbol') throw cancelled()
  return answer
}

function cancelled(): CliError {
  return new CliError('Cancelled; nothing was changed.', exit.interrupted)
}
