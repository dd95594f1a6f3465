import { type CANCEL_SYMBOL, confirm, isCancel, password, select, text } from '@clack/prompts'
import { CliError, exit } from '../exit.js'
import { canAsk } from './streams.js'

const output = process.stderr

/** Asks for a line of text. */
export async function askText(message: string, placeholder = ''): Promise<string> {
  return answered(await text({ message, placeholder, validate: notEmpty, output }))
}

/** Asks for a secret, which is not shown. */
export async function askSecret(message: string): Promise<string> {
  return answered(await password({ message, validate: notEmpty, output }))
}

/** Asks for one of several things. */
export async function askChoice<Value extends string>(
  message: string,
  options: readonly { value: Value; label: string }[],
): Promise<Value> {
  const choices: Parameters<typeof select<string>>[0]['options'] = [...options]
  const chosen = answered(await select<string>({ message, options: choices, output }))
  const option = options.find(({ value }) => value === chosen)
  if (option) return option.value
  throw cancelled()
}

/**
 * Asks whether to go on.
 *
 * @returns `false` when nobody can be asked.
 */
export async function askWhether(message: string): Promise<boolean> {
  if (!canAsk()) return false
  return answered(await confirm({ message, initialValue: false, output }))
}

function notEmpty(value: string | undefined): string | undefined {
  return value ? undefined : 'Something is needed here.'
}

function answered<T extends string | boolean>(answer: T | typeof CANCEL_SYMBOL): T {
  if (isCancel(answer)) throw cancelled()
  return answer
}

function cancelled(): CliError {
  return new CliError('Cancelled; nothing was changed.', exit.interrupted)
}
