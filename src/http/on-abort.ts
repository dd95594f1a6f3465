interface Hub {
  readonly waiting: Set<() => void>
  readonly tell: () => void
}

const hubs = new WeakMap<AbortSignal, Hub>()

/**
 * Runs something when a signal aborts, unless it is let go of before; a signal that has aborted
 * already runs nothing. However many wait on one signal, it carries one listener, and none when
 * nobody waits: Node warns of a leak from the eleventh on.
 *
 * @returns What lets go; to be called once the waiting is over.
 */
export function onAbort(signal: AbortSignal | undefined, run: () => void): () => void {
  if (!signal) return () => {}
  const { waiting, tell } = hubOf(signal)
  if (waiting.size === 0) signal.addEventListener('abort', tell, { once: true })
  waiting.add(run)
  return () => {
    waiting.delete(run)
    if (waiting.size === 0) signal.removeEventListener('abort', tell)
  }
}

function hubOf(signal: AbortSignal): Hub {
  const known = hubs.get(signal)
  if (known) return known
  const waiting = new Set<() => void>()
  const hub: Hub = {
    waiting,
    tell: () => {
      // What one of them does can let another go, who must not be told any more.
      for (const run of [...waiting]) if (waiting.has(run)) run()
      waiting.clear()
    },
  }
  hubs.set(signal, hub)
  return hub
}
