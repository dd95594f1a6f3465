// Compares the time from the start of `wallabag-mcp` to its first answers with that of a minimal
// server.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { inTurn, ratios } from './measure.mjs'

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))

/** @returns {Promise<import('./measure.mjs').Figure[]>} */
export async function mcpStart() {
  const bare = () => firstAnswers(here('mcp-bare.mjs'))
  const ours = () => firstAnswers(here('../mcp/dist/bin.js'))
  const times = await inTurn({ bare, ours }, 15)
  return [
    {
      what: '`wallabag-mcp` from start to hello and its list of tools, beside a bare server',
      unit: '×',
      values: ratios(times.get('ours'), times.get('bare')),
      atMost: 1.5,
    },
  ]
}

const hello = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'bench', version: '1.0.0' },
}

/** @param {string} file */
async function firstAnswers(file) {
  const child = spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  /** @param {object} message */
  const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  const answer = async () => {
    const { value } = await lines.next()
    if (!JSON.parse(value ?? '{}').result) throw new Error(`${file} answered ${value}.`)
  }
  send({ id: 1, method: 'initialize', params: hello })
  await answer()
  send({ method: 'notifications/initialized' })
  send({ id: 2, method: 'tools/list', params: {} })
  await answer()
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
