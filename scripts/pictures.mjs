// Draws docs/pictures/*.svg from real runs in a pseudo-terminal, against the fake:
//   npm run build && node scripts/pictures.mjs
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawn } from '@lydell/node-pty'
import { createFakeWallabag } from 'wallabag-sdk/testing'

const root = fileURLToPath(new URL('../', import.meta.url))
const columns = 92
const bin = join(root, 'cli/dist/bin.js')

/** @typedef {{ text: string, style: string }} Cell */
/** @typedef {{ cells: Cell[], at: number }} Row */

/** A terminal with the features that these programs use: rows, colours and cursor movement. */
class Screen {
  /** @type {Row[]} */
  rows = [{ cells: [], at: 0 }]
  #row = 0
  #column = 0
  #style = ''
  #started = Date.now()

  /** @param {string} text */
  write(text) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what steers a terminal
    const parts = text.matchAll(/\x1b\[([?\d;]*)([A-Za-z])|\x1b\][^\x07]*\x07|\x1b.|[\s\S]/gu)
    for (const [part, numbers = '', command = ''] of parts) {
      if (command) this.#steer(numbers, command)
      else if (part === '\n') this.#moveTo(this.#row + 1)
      else if (part === '\r') this.#column = 0
      else if (part === '\b') this.#column = Math.max(0, this.#column - 1)
      else if (part >= ' ') this.#put(part)
    }
  }

  /** @param {number} row */
  #moveTo(row) {
    this.#row = Math.max(0, row)
    while (this.rows.length <= this.#row) this.rows.push({ cells: [], at: this.#now() })
  }

  #now() {
    return Date.now() - this.#started
  }

  /** @param {string} text */
  #put(text) {
    if (this.#column >= columns) {
      this.#moveTo(this.#row + 1)
      this.#column = 0
    }
    const row = this.rows[this.#row]
    if (!row) return
    if (row.cells.length === 0) row.at = this.#now()
    while (row.cells.length < this.#column) row.cells.push({ text: ' ', style: '' })
    row.cells[this.#column] = { text, style: this.#style }
    this.#column += 1
  }

  /** @param {string} numbers @param {string} command */
  #steer(numbers, command) {
    const count = Number(numbers || 1)
    const row = this.rows[this.#row]
    if (command === 'm') this.#style = styleOf(this.#style, numbers)
    else if (command === 'A') this.#moveTo(this.#row - count)
    else if (command === 'B') this.#moveTo(this.#row + count)
    else if (command === 'C') this.#column += count
    else if (command === 'D') this.#column = Math.max(0, this.#column - count)
    else if (command === 'G') this.#column = count - 1
    else if (command === 'K' && row) row.cells.splice(numbers === '2' ? 0 : this.#column)
    else if (command === 'J' && row) {
      row.cells.splice(this.#column)
      this.rows.splice(this.#row + 1)
    }
  }
}

/** @type {Record<string, string>} */
const colours = {
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
  36: 'cyan',
  90: 'dim',
}

/** @param {string} style @param {string} numbers */
function styleOf(style, numbers) {
  let now = style
  for (const number of numbers.split(';')) {
    if (number === '' || number === '0') now = ''
    else if (number === '1') now = `${now} bold`
    else if (number === '2') now = `${now} dim`
    else if (number === '22') now = now.replace(/ (?:bold|dim)/g, '')
    else if (number === '39') now = now.replace(/ (?:red|green|yellow|blue|magenta|cyan|dim)/g, '')
    else if (colours[number]) now = `${now} ${colours[number]}`
  }
  return now
}

/** @param {string} text */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** @param {Row[]} rows @param {string} label */
function svgOf(rows, label) {
  const [width, height] = [columns * 8.4 + 40, rows.length * 20 + 60]
  const longest = Math.max(...rows.map(({ at }) => at))
  const lines = rows.map(({ cells, at }, index) => {
    const delay = ((at / Math.max(longest, 1)) * 5).toFixed(2)
    /** @type {Cell[]} */
    const spans = []
    for (const { text, style } of cells) {
      const last = spans.at(-1)
      if (last?.style === style) last.text += text
      else spans.push({ text, style })
    }
    const texts = spans.map(({ text, style }) =>
      style ? `<tspan class="${style.trim()}">${escaped(text)}</tspan>` : escaped(text),
    )
    return `<text x="20" y="${50 + index * 20}" style="animation-delay:${delay}s">${texts.join('')}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}">
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #d6deeb; white-space: pre; animation: in 0.2s both }
@keyframes in { from { opacity: 0 } }
@media (prefers-reduced-motion) { text { animation: none } }
.bold { font-weight: 700 } .dim { fill: #8a95a8 } .red { fill: #ff6b6b } .green { fill: #7fd88f } .yellow { fill: #f0c674 } .blue, .cyan { fill: #7fc8f8 } .magenta { fill: #d8a0f0 }
</style>
<rect width="100%" height="100%" rx="8" fill="#16202e"/>
<circle cx="20" cy="18" r="5" fill="#ff6b6b"/><circle cx="38" cy="18" r="5" fill="#f0c674"/><circle cx="56" cy="18" r="5" fill="#7fd88f"/>
${lines.join('\n')}
</svg>
`
}

/**
 * Runs programs one after the other and draws the final screen.
 *
 * @param {string} name
 * @param {{ shown: string, file: string, args: string[] }[]} programs
 * @param {{ cwd: string, env: Record<string, string>, address?: string }} place
 */
async function record(name, programs, { cwd, env, address }) {
  const screen = new Screen()
  for (const { shown, file, args } of programs) {
    screen.write(`\x1b[32m$\x1b[0m \x1b[1m${shown}\x1b[0m\r\n`)
    const terminal = spawn(process.execPath, [file, ...args], {
      ...{ cols: columns, rows: 40, cwd, name: 'xterm-256color' },
      env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env },
    })
    terminal.onData((data) =>
      screen.write(address ? data.replaceAll(address, 'https://read.example.org') : data),
    )
    const code = await new Promise((resolve) =>
      terminal.onExit(({ exitCode }) => resolve(exitCode)),
    )
    if (code !== 0) throw new Error(`“${shown}” ended with ${code}.`)
  }
  while (screen.rows.at(-1)?.cells.length === 0) screen.rows.pop()
  const label = programs.map(({ shown }) => shown).join('; ')
  await writeFile(join(root, 'docs/pictures', `${name}.svg`), svgOf(screen.rows, label))
  console.log(`docs/pictures/${name}.svg`)
}

await mkdir(join(root, 'docs/pictures'), { recursive: true })
const home = await mkdtemp(join(tmpdir(), 'wallabag-pictures-'))
const fake = createFakeWallabag({ latency: 60 })
const { url, close } = await fake.listen()
try {
  const { clientId, clientSecret, username, password } = fake.credentials
  const env = {
    HOME: home,
    WALLABAG_URL: url,
    WALLABAG_CLIENT_ID: clientId,
    WALLABAG_CLIENT_SECRET: clientSecret,
    WALLABAG_USERNAME: username,
    WALLABAG_PASSWORD: password,
  }
  const demo = { shown: 'npm run demo', file: join(root, 'examples/demo.js'), args: [] }
  await record('demo', [demo], { cwd: root, env: { HOME: home } })
  const rows = ['title,url,time_added,tags,status']
  const subjects = ['Sourdough for beginners', 'A soup for winter', 'Mending a bicycle', 'Old maps']
  subjects.forEach((title, index) => {
    const tags = ['baking|bread', 'cooking', 'tools', 'maps'][index]
    rows.push(
      `${title},https://example.org/${index},${1556652000 + index * 9_000_000},${tags},unread`,
    )
  })
  await writeFile(join(home, 'part_000000.csv'), rows.join('\n'))
  const place = { cwd: home, env, address: url }
  /** @param {string} line */
  const wallabag = (line) => ({ shown: `wallabag ${line}`, file: bin, args: line.split(' ') })
  await record('import', [wallabag('import pocket part_000000.csv --dates tag --yes')], place)
  await record(
    'list',
    [wallabag('list'), wallabag('tag rename maps atlas'), wallabag('list --tag bread')],
    place,
  )
} finally {
  await close()
  await rm(home, { recursive: true })
}
