import { isWallabagError, type WallabagError } from './wallabag-error.js'

/** Whether an error says that the server has certainly done nothing. */
export function changedNothing(error: unknown): error is WallabagError {
  return isWallabagError(error) && ['refused', 'not-sent'].includes(error.outcome)
}
