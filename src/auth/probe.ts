/** One call tries a doubtful token, while the others wait until it is known. */
export interface Probe {
  readonly caller: object
  readonly done: Promise<void>
  readonly finish: () => void
}

/** Opens the probe of a caller; `finish` lets the others go on. */
export function openProbe(caller: object): Probe {
  let finish = () => {}
  const done = new Promise<void>((resolve) => {
    finish = resolve
  })
  return { caller, done, finish }
}
