// Runs the body in Node, Deno or Bun, and prints what it found as the last line.
import process from 'node:process'
import { runBody } from './body.js'

const result = await runBody(JSON.parse(process.argv[2] ?? ''))
const { bun, deno } = process.versions
const runtime = deno ? `deno ${deno}` : bun ? `bun ${bun}` : `node ${process.versions.node}`
console.log(JSON.stringify({ runtime, ...result }))
