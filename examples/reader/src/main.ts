// Connects the parts: the account, the place in the library, and what is shown.
import { type Connection, connect, keptAccount, onOtherAccount } from './account.js'
import { Article } from './article.js'
import { showState } from './dialogs.js'
import { button, count, element, part, row } from './dom.js'
import { hashOf, Library, placeIn } from './library.js'
import { List } from './list.js'
import { messageOf, type Problem, startRuns } from './runs.js'
import { showSignIn } from './sign-in.js'

/** Says what was done, also to users of a screen reader. */
function say(text: string): void {
  part('said').textContent = text
  clearTimeout(saying)
  saying = setTimeout(() => part('said').replaceChildren(), 6000)
}
let saying: ReturnType<typeof setTimeout> | undefined

function showProblem(problem: Problem | null): void {
  part('problem').replaceChildren()
  if (!problem) return
  const { message, remedy } = problem
  const answer = (text: string, run: () => unknown) =>
    button(text, () => {
      showProblem(null)
      run()
    })
  const buttons = [...(remedy ? [answer(remedy.label, remedy.run)] : []), answer('Close', () => {})]
  part('problem').append(element('p', {}, message), row(...buttons))
}

const fail = (error: unknown) => showProblem({ message: messageOf(error) })

/** Shows a library until its user signs out or has to sign in again. */
function open(connection: Connection): void {
  const { sync } = connection
  const closed = new AbortController()
  const { signal } = closed
  const library = new Library(connection, draw, fail)
  const list = new List(library)
  const article = new Article(connection, library, act)
  let place = placeIn(location.hash)
  let progress = ''

  const runs = startRuns(connection, {
    onProgress(text) {
      progress = text
      drawState().catch(fail)
    },
    onProblem: showProblem,
    async onSignIn() {
      close()
      showSignIn(await keptAccount(), open)
    },
  })
  const stopListening = sync.subscribe((event) => {
    if (event.type === 'stored' && event.ids.some((id) => id === place.entry)) article.read()
    drawState().catch(fail)
  })

  /** Waits until a change is stored on the device. It does not wait for the network. */
  async function act(work: Promise<unknown>, said: string): Promise<void> {
    try {
      await work
      say(said)
    } catch (error) {
      fail(error)
    }
  }

  function draw(): void {
    list.draw()
    article.draw()
    // A phone shows either the list or an article.
    document.body.classList.toggle('reading', !part('article').hidden)
    const title = (place.entry && article.title) || list.title
    document.title = `${title} – Reader`
  }

  async function drawState(): Promise<void> {
    const { waiting, failed, lastRun } = await sync.status()
    const parts = [
      navigator.onLine ? '' : 'offline',
      waiting > 0 ? `${waiting} waiting` : '',
      failed.length > 0 ? `${failed.length} failed` : '',
    ]
    const quiet = lastRun ? 'all sent' : 'not complete yet'
    part('state').textContent = progress || parts.filter(Boolean).join(', ') || quiet
  }

  /** Goes to the place in the address, and moves the focus there. */
  async function go(): Promise<void> {
    const before = place.entry
    place = placeIn(location.hash)
    list.go(place)
    const opened = article.open(place.entry)
    draw()
    const goal = place.entry === null ? `open-${before}` : 'article-title'
    const goalOrList = document.getElementById(goal) ?? part('list-title')
    goalOrList.focus()
    await opened
  }

  async function signOut(): Promise<void> {
    const { waiting } = await sync.status()
    const lost = `${count(waiting, 'change was', 'changes were')} not sent, and will be lost.`
    if (waiting > 0 && !confirm(lost)) return
    close()
    await connection.signOut()
    location.assign(location.pathname)
  }

  function search(event: Event): void {
    event.preventDefault()
    const words = part('search').querySelector('input')?.value.trim() ?? ''
    location.hash = hashOf({ list: words ? 'search' : 'unread', of: words, entry: null })
  }

  function close(): void {
    closed.abort()
    runs.stop()
    stopListening()
    library.close()
    part('head').hidden = part('reader').hidden = true
  }

  addEventListener('hashchange', () => go().catch(fail), { signal })
  for (const name of ['online', 'offline']) {
    addEventListener(name, () => drawState().catch(fail), { signal })
  }
  part('search').onsubmit = search
  part('state').onclick = () => showState(connection, runs.run, signOut).catch(fail)
  part('head').hidden = part('reader').hidden = false
  go().catch(fail)
  drawState().catch(fail)
}

async function start(): Promise<void> {
  const account = await keptAccount()
  if (account) open(connect(account))
  else showSignIn(null, open)
  // Without a service worker (over plain http), the reader works while the page is open.
  await navigator.serviceWorker?.register('worker.js', { type: 'module' })
  // Asks the browser to keep the copy when the disk is nearly full.
  await navigator.storage?.persist?.()
}

onOtherAccount(() => location.reload())
start().catch(fail)
