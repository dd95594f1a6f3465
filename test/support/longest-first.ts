import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Starts some files before all others. In a fresh checkout vitest starts the largest files first,
 * and those that take longest are small: the last one would keep one worker busy while the others
 * have nothing left to do.
 *
 * @param longest - The files, beginning with the longest.
 */
export function longestFirst(longest: readonly string[]) {
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const place = ({ moduleId }: TestSpecification) => {
        const at = longest.findIndex((path) => moduleId.endsWith(path))
        return at < 0 ? longest.length : at
      }
      return (await super.sort(files)).toSorted((a, b) => place(a) - place(b))
    }
  }
}
