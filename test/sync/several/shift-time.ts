const real = Date.now

/** Sets the clock of this process or page, which goes on from there. */
export function shiftTime(now: number): void {
  const offset = now - real()
  Date.now = () => real() + offset
}
