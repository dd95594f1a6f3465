import { describe, expected, type InputErrorCode } from '../errors/index.js'

/** Refuses what is no path. */
export function checkPath(code: InputErrorCode, name: string, path: unknown): void {
  if (typeof path === 'string' && path !== '') return
  throw expected(code, name, 'a path', describe(path))
}
