const lines = new WeakMap<object, Map<string, Promise<unknown>>>()

/** Runs tasks of the same owner and key one after another, in the order in which they came. */
export async function inTurn<T>(owner: object, key: string, task: () => Promise<T>): Promise<T> {
  const line = lines.get(owner) ?? new Map<string, Promise<unknown>>()
  lines.set(owner, line)
  const before = line.get(key)
  const mine = Promise.resolve(before)
    .catch(() => undefined)
    .then(task)
  line.set(key, mine)
  try {
    return await mine
  } finally {
    if (line.get(key) === mine) line.delete(key)
  }
}
