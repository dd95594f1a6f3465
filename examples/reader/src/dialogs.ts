// Questions, and how the copy stands.
import type { QueuedChange } from 'wallabag-sdk/sync'
import type { Connection } from './account.js'
import { button, count, element, moment, part, row } from './dom.js'
import { messageOf } from './runs.js'

function dialog(): HTMLDialogElement {
  const found = part('dialog')
  if (found instanceof HTMLDialogElement) return found
  throw new Error('#dialog is no dialog.')
}

function open(title: string, ...children: HTMLElement[]): void {
  dialog().replaceChildren(element('h2', { id: 'dialog-title' }, title), ...children)
  if (!dialog().open) dialog().showModal()
}

export interface Question {
  title: string
  fields: readonly { name: string; label: string; value: string; required?: boolean }[]
  /** What is done with the answers; if it fails the dialog stays, and says why. */
  work: (answers: Record<string, string>) => Promise<void>
}

/** Asks for texts. */
export function ask({ title, fields, work }: Question): void {
  const message = element('p', { role: 'alert' })
  const inputs = fields.map(({ name, label, value, required = false }) =>
    element('label', {}, label, element('textarea', { name, value, required, rows: 3 })),
  )
  const submit = element('button', { type: 'submit', className: 'main' }, 'Keep')
  const cancel = button('Cancel', () => dialog().close())
  const form = element('form', {}, ...inputs, message, row(submit, cancel))
  form.onsubmit = async (event) => {
    event.preventDefault()
    const answers = [...new FormData(form)].map(([name, value]) => [name, String(value).trim()])
    try {
      await work(Object.fromEntries(answers))
      dialog().close()
    } catch (error) {
      message.textContent = messageOf(error)
    }
  }
  open(title, form)
}

/** Whether the server that is tried out is out of reach. */
let isOffline = false

/** Shows how the copy stands: what waits and what failed, with what can be done about it. */
export async function showState(
  connection: Connection,
  run: () => Promise<void>,
  signOut: () => Promise<void>,
): Promise<void> {
  const { sync, name, setOffline } = connection
  const message = element('p', { role: 'alert' })
  const told = (text: string, work: () => Promise<unknown>) =>
    button(text, () =>
      work()
        .then(() => (dialog().open ? showState(connection, run, signOut) : undefined))
        .catch((error) => message.append(messageOf(error))),
    )
  const { waiting, damaged, lastRun, since } = await sync.status()
  const looked = lastRun ? `Last looked for news ${moment(lastRun)}.` : 'Not complete yet.'
  const unsent = since ? `, the oldest since ${moment(since)}` : ''
  const wait = `${count(waiting, 'change waits', 'changes wait')} to be sent${unsent}.`
  const changes = (await sync.outbox.list()).map((change) => {
    const { number, failure } = change
    const again = told('Try again', () => sync.outbox.retry(number))
    const drop = told('Give up', () => sync.outbox.drop(number))
    const why = failure && element('p', { className: 'soft' }, failure.message)
    return element('li', {}, element('p', {}, inWords(change)), why, row(again, drop))
  })
  const network = told(isOffline ? 'Give the network back' : 'Take the network away', async () => {
    isOffline = !isOffline
    await setOffline?.(isOffline)
  })
  const close = button('Close', () => dialog().close())
  const look = button('Look for news', () => [dialog().close(), run()])
  open(
    'State',
    element('p', {}, `${name}. ${looked} ${wait}`),
    element('ul', { className: 'lined' }, ...changes),
    ...damaged.map((key) => element('p', {}, `${key} cannot be read.`)),
    message,
    row(look, setOffline ? network : null, told('Sign out', signOut), close),
  )
}

const onPassages = {
  annotate: 'Highlight',
  'update-annotation': 'Change the note on',
  'delete-annotation': 'Delete the note on',
}

function inWords(change: QueuedChange): string {
  if (change.type === 'save') return `Save ${change.url}`
  if (change.type === 'delete') return `Delete article ${change.id}`
  if (change.type !== 'update') return `${onPassages[change.type]} “${change.quote}”`
  const { id, archived, starred, add, remove } = change
  const archive = archived === null ? [] : [archived ? 'archive' : 'back from the archive']
  const star = starred === null ? [] : [starred ? 'star' : 'no star']
  const tags = [...add.map((label) => `tag ${label}`), ...remove.map((label) => `no tag ${label}`)]
  return `Article ${id}: ${[...archive, ...star, ...tags].join(', ')}`
}
