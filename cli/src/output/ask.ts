import type { CANCEL_SYMBOL } from '@clack/prompts'
import { CliError, exit } from '../exit.js'
import { canAsk } from './streams.js'

const output = process.stderr

/** Asks for a line of text. Enter keeps the initial value, if there is one. */
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

/** Asks for one of several choices; the first one is the default. */
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
 * Asks a yes-or-no question.
 *
 * @returns `false` if there is no terminal to ask on.
 */
export async function askWhether(message: string): Promise<boolean> {
  if (!canAsk()) return false
  const { confirm } = await prompts()
  return answered(await confirm({ message, initialValue: false, output }))
}

/**
 * Asks whether to begin, unless `--yes` is given.
 *
 * @throws CliError if the answer is no, or there is no terminal to ask on.
 */
export async function askToBegin(question: string, { yes }: { yes?: true }): Promise<void> {
  if (yes || (await askWhether(question))) return
  throw new CliError('Nothing was done. To begin without asking, add --yes.', exit.usage)
}

/** The prompts are loaded only when needed, because most runs ask nothing. */
function prompts() {
  return import('@clack/prompts')
}

function notEmpty(value: string | undefined): string | undefined {
  return value ? undefined : 'Please enter a value.'
}

/** Returns the answer of a prompt. A prompt that was ended with Ctrl-C returns a symbol. */
function answered<T extends string | boolean>(answer: T | typeof CANCEL_SYMBOL): T {
  if (typeof answer === 'symbol') throw cancelled()
  return answer
}

function cancelled(): CliError {
  return new CliError('Cancelled; nothing was changed.', exit.interrupted)
}
