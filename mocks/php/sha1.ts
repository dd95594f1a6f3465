import { bytesFrom } from './utf8.js'

/**
 * SHA-1 in lower-case hex. It is implemented here because Web Crypto is asynchronous and missing on
 * http pages.
 */
export function sha1(text: string): string {
  const bytes = padded(bytesFrom(text))
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]
  const w = new Int32Array(80)
  for (let block = 0; block < bytes.byteLength; block += 64) {
    for (let i = 0; i < 16; i += 1) w[i] = bytes.getInt32(block + i * 4)
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

function padded(text: Uint8Array): DataView {
  const bytes = new Uint8Array((((text.length + 8) >> 6) + 1) * 64)
  bytes.set(text)
  bytes[text.length] = 0x80
  const view = new DataView(bytes.buffer)
  view.setBigUint64(bytes.length - 8, BigInt(text.length) * 8n)
  return view
}
