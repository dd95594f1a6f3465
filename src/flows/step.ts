import { isWallabagError, PartialError } from '../errors/index.js'

/** One more step on an entry: when it fails, the error says what was done before. */
export async function step<T>(
  id: number,
  done: string[],
  name: string,
  run: () => Promise<T>,
): Promise<T> {
  try {
    const result = await run()
    done.push(name)
    return result
  } catch (error) {
    if (!isWallabagError(error) || done.length === 0) throw error
    throw new PartialError(id, done, name, error)
  }
}
