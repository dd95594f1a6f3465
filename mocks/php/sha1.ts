import { bytesFrom } from './utf8.js'

/**
 * SHA-1 in lower-case hex. It is implemented here because Web Crypto is asynchronous and missing on
 * http pages.
 */
export function sha1(text: string): string {
  const words = padded(bytesFrom(text))
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]
  const w = new Int32Array(80)
  for (let block = 0; block < words.length; block += 16) {
    w.set(words.subarray(block, block + 16))
    for (let i = 16; i < 80; i += 1) {
      w[i] = rotate((w[i - 3] ?? 0) ^ (w[i - 8] ?? 0) ^ (w[i - 14] ?? 0) ^ (w[i - 16] ?? 0), 1)
    }
    mix(state, w)
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

function mix(state: number[], w: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state
  for (let i = 0; i < 80; i += 1) {
    const next = (rotate(a, 5) + round(i, b, c, d) + e + (w[i] ?? 0)) | 0
    e = d
    d = c
    c = rotate(b, 30)
    b = a
    a = next
  }
  for (const [i, word] of [a, b, c, d, e].entries()) state[i] = ((state[i] ?? 0) + word) | 0
}

function round(i: number, b: number, c: number, d: number): number {
  if (i < 20) return ((b & c) | (~b & d)) + 0x5a827999
  if (i < 40) return (b ^ c ^ d) + 0x6ed9eba1
  if (i < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
  return (b ^ c ^ d) + 0xca62c1d6
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

function padded(bytes: Uint8Array): Int32Array {
  const length = (((bytes.length + 8) >> 6) + 1) * 16
  const words = new Int32Array(length)
  for (const [at, byte] of bytes.entries()) {
    words[at >> 2] = (words[at >> 2] ?? 0) | (byte << (24 - (at % 4) * 8))
  }
  const at = bytes.length
  words[at >> 2] = (words[at >> 2] ?? 0) | (0x80 << (24 - (at % 4) * 8))
  words[length - 2] = Math.floor(bytes.length / 0x20000000)
  words[length - 1] = (bytes.length * 8) | 0
  return words
}
