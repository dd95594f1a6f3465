const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Pseudo-random numbers in [0, 1) from a seed (mulberry32). They are the same on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Returns random letters and digits. */
export function randomText(random: () => number, length: number): string {
  let text = ''
  for (let i = 0; i < length; i += 1) text += DIGITS[Math.floor(random() * DIGITS.length)]
  return text
}
