import { afterAll, beforeAll } from 'vitest'
import { consumer } from '../runtimes/packed.js'

/** A project for the tests of a file. */
export interface Project {
  /** The folder, which is set when the tests run. */
  readonly folder: string
}

/**
 * Creates a project with the packed package for the tests of a file.
 *
 * @param prepare - Adds other files that the tests need.
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
