import { afterAll, beforeAll } from 'vitest'
import { consumer } from '../runtimes/packed.js'

/** A project for all tests of a file. */
export interface Project {
  /** Where it is, once the tests run. */
  readonly folder: string
}

/**
 * Makes a project in which the packed package is installed, for the tests of a file.
 *
 * @param prepare - Puts there what else the tests need.
 */
export function useProject(prepare: (folder: string) => unknown = () => undefined): Project {
  const project = { folder: '' }
  let remove = async () => {}
  beforeAll(async () => {
    const made = await consumer()
    project.folder = made.folder
    remove = made.remove
    await prepare(made.folder)
  }, 300_000)
  afterAll(() => remove())
  return project
}
