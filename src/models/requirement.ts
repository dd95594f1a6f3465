/** Something that not every version of the server has, where the others would ignore it or fail. */
export interface Requirement {
  /** What it is, as it reads in a message. */
  readonly what: string
  /** The first version that has it. */
  readonly since?: string
  /** The first version that does not have it any more. */
  readonly until?: string
}
