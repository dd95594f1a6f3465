// Dialogs for questions and for the state of the copy.
import type { QueuedChange } from 'wallabag-sdk/sync'
import type { Connection } from './account.js'
import { button, count, element, moment, part, row } from './dom.js'
import { messageOf } from './runs.js'

function dialog(): HTMLDialogElement {
  const found = part('dialog')
  if (found instanceof HTMLDialogElement) return found
  throw new Error('#dialog is not a dialog.')
}

function open(title: string, ...children: HTMLElement[]): void {
  dialog().replaceChildren(element('h2', { id: 'dialog-title' }, title), ...children)
  if (!dialog().open) dialog().showModal()
}

export interface Question {
  title: string
  fields: readonly { name: string; label: string; value: string; required?: boolean }[]
  /** Uses the answers. If it fails, the dialog stays open and shows why. */
  work: (answers: Record<string, string>) => Promise<void>
}

/** Asks for one or more texts. */
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

/** Whether the fake server is unreachable. */
let isOffline = false

/**
 * Shows the state of the copy: the waiting and failed changes, with buttons for what can be done
 * about them.
 */
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
  const looked = lastRun ? `Last synced ${moment(lastRun)}.` : 'Not complete yet.'
  const unsent = since ? `, the oldest since ${moment(since)}` : ''
  const wait = `${count(waiting, 'change waits', 'changes wait')} to be sent${unsent}.`
  const changes = (await sync.outbox.list()).map((change) => {
    const { number, failure } = change
    const again = told('Try again', () => sync.outbox.retry(number))
    const drop = told('Give up', () => sync.outbox.drop(number))
    const why = failure && element('p', { className: 'soft' }, failure.message)
    return element('li', {}, element('p', {}, inWords(change)), why, row(again, drop))
  })
  const network = told(isOffline ? 'Go online' : 'Go offline', async () => {
    isOffline = !isOffline
    await setOffline?.(isOffline)
  })
  const close = button('Close', () => dialog().close())
  const look = button('Sync now', () => [dialog().close(), run()])
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
  const archive = archived === null ? [] : [archived ? 'archive' : 'unarchive']
  const star = starred === null ? [] : [starred ? 'star' : 'unstar']
  const tags = [
    ...add.map((label) => `tag ${label}`),
    ...remove.map((label) => `remove tag ${label}`),
  ]
  return `Article ${id}: ${[...archive, ...star, ...tags].join(', ')}`
}
