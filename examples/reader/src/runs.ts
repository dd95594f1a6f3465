// When to bring the copy in line with the server, and what to say when that does not work.
import { isWallabagError } from 'wallabag-sdk/core'
import { MassDeletionError } from 'wallabag-sdk/sync'
import type { Connection } from './account.js'
import { count } from './dom.js'

/** Something that the user should know, and what can be done about it. */
export interface Problem {
  message: string
  /** What the button says, and does. */
  remedy?: { label: string; run: () => unknown }
}

export interface RunListeners {
  /** How far a run is, in words; empty when none is under way. */
  onProgress: (text: string) => void
  /** What went wrong with the last run; `null` when nothing did. */
  onProblem: (problem: Problem | null) => void
  onSignIn: () => void
}

/** Runs now, every few minutes, when the network comes back or the tab is looked at, and after changes. */
export function startRuns(
  { sync, setOffline }: Connection,
  { onProgress, onProblem, onSignIn }: RunListeners,
) {
  const end = new AbortController()
  const { signal } = end
  let soon: ReturnType<typeof setTimeout> | undefined

  async function run(allowMassDeletion = false): Promise<void> {
    // A fake server in the page needs no network.
    if (!navigator.onLine && !setOffline) return sendLater()
    try {
      const { failures } = await sync.run({
        // To be read offline; the text of another article is fetched when it is opened.
        content: 'unread',
        // Another tab may be at it: then this one waits, and looks for what is left.
        wait: true,
        signal,
        allowMassDeletion,
        onProgress: ({ phase, done, total }) =>
          onProgress(total === null ? `${phase} …` : `${phase}: ${done} of ${total}`),
      })
      const [first] = failures
      onProblem(
        first ? { message: `${count(failures.length, 'failure')}: ${first.message}` } : null,
      )
    } catch (error) {
      if (!signal.aborted) await explain(error)
    } finally {
      onProgress('')
    }
  }

  async function explain(error: unknown): Promise<void> {
    const message = messageOf(error)
    const code = isWallabagError(error) ? error.code : ''
    if (error instanceof MassDeletionError) {
      const titles = error.entries.map(({ title }) => title).slice(0, 5)
      const remedy = { label: 'Remove them here too', run: () => run(true) }
      onProblem({ message: `${message} They are: ${titles.join(', ')} …`, remedy })
    } else if (needsSignIn.has(code)) {
      onProblem({ message, remedy: { label: 'Sign in again', run: onSignIn } })
    } else {
      onProblem({ message, remedy: { label: 'Try again', run: () => run() } })
      if (code === 'network') await sendLater()
    }
  }

  const stopListening = sync.subscribe(({ type }) => {
    if (type !== 'queued') return
    clearTimeout(soon)
    soon = setTimeout(run, 300)
  })
  const timer = setInterval(run, 5 * 60_000)
  addEventListener('online', () => run(), { signal })
  document.addEventListener('visibilitychange', () => document.hidden || run(), { signal })
  run()

  return {
    run: () => run(),
    stop() {
      end.abort()
      stopListening()
      clearTimeout(soon)
      clearInterval(timer)
    },
  }
}

const needsSignIn = new Set(['bad_credentials', 'bad_client', 'refresh_expired', 'token_revoked'])

/** An error in words; those of the SDK say what was tried, what came back, and what to do. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Lets the service worker send what waits when there is a network, where the browser can do that. */
async function sendLater(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  await registration?.sync?.register('send')
}
