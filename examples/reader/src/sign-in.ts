// The form for signing in.
import { type Account, type Connection, connect, signIn, tryOut } from './account.js'
import { button, element, part } from './dom.js'
import { messageOf } from './runs.js'

const fields = [
  { name: 'url', label: 'Server', type: 'url', autocomplete: 'on' },
  { name: 'clientId', label: 'Client id', type: 'text', autocomplete: 'off' },
  { name: 'clientSecret', label: 'Client secret', type: 'password', autocomplete: 'off' },
  { name: 'username', label: 'User', type: 'text', autocomplete: 'username' },
  { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
] as const

/** Shows the form until the user is signed in. Known values of the account are filled in. */
export function showSignIn(known: Account | null, open: (connection: Connection) => void): void {
  const main = part('sign-in')
  const message = element('p', { role: 'alert' })
  const inputs = fields.map(({ name, label, type, autocomplete }) => {
    const value = { password: '', ...known, ...known?.auth }[name] ?? ''
    const input = element('input', { name, type, autocomplete, value, required: true })
    return element('label', {}, label, input)
  })
  const hint = 'The client id and secret come from Wallabag: “API clients management”.'
  const submit = element('button', { type: 'submit', className: 'main' }, 'Sign in')
  const form = element('form', {}, ...inputs, element('p', { className: 'soft' }, hint), submit)
  const without = button('Try it without a server', () => attempt(tryOut))

  /** Runs the action of a button, and disables the buttons meanwhile. */
  async function attempt(connecting: () => Promise<Connection>): Promise<void> {
    message.textContent = ''
    submit.disabled = without.disabled = true
    try {
      const connection = await connecting()
      main.hidden = true
      open(connection)
    } catch (error) {
      message.textContent = messageOf(error)
    } finally {
      submit.disabled = without.disabled = false
    }
  }

  form.onsubmit = (event) => {
    event.preventDefault()
    const data = new FormData(form)
    const [url = '', clientId = '', clientSecret = '', username = '', password = ''] = fields.map(
      ({ name }) => String(data.get(name)),
    )
    attempt(async () => connect(await signIn(url, { clientId, clientSecret, username, password })))
  }
  const about = 'Reads a Wallabag library, with and without a network.'
  main.replaceChildren(element('h1', {}, 'Reader'), element('p', {}, about), form, message, without)
  main.hidden = false
}
