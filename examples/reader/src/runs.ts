// Decides when to sync, and explains problems.
import { isWallabagError } from 'wallabag-sdk/core'
import { MassDeletionError } from 'wallabag-sdk/sync'
import type { Connection } from './account.js'
import { count } from './dom.js'

/** A problem to show, with what can be done about it. */
export interface Problem {
  message: string
  /** The label and the action of the button. */
  remedy?: { label: string; run: () => unknown }
}

export interface RunListeners {
  /** Called with the progress of a run in words; empty when no run is active. */
  onProgress: (text: string) => void
  /** Called with the problem of the last run, or `null` if there was none. */
  onProblem: (problem: Problem | null) => void
  onSignIn: () => void
}

/**
 * Syncs now, every few minutes, when the network returns or the tab becomes visible, and after
 * changes.
 */
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
        // Texts of unread articles are read offline; any other text is fetched when it is opened.
        content: 'unread',
        // If another tab is syncing, this run waits for it and then does what remains.
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

/**
 * Returns the message of an error. Errors of the SDK say what was tried, what came back and what to
 * do.
 */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/**
 * Lets the service worker send waiting changes when there is a network, if the browser supports it.
 */
async function sendLater(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  await registration?.sync?.register('send')
}
