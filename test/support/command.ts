import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { spawn as spawnTerminal } from '@lydell/node-pty'
import { vi } from 'vitest'
import { createFakeWallabag, type FakeOptions, type FakeWallabag } from 'wallabag-sdk/testing'
import { main } from '../../cli/src/main.js'
import { environmentOf } from './account.js'
import { buildCommand } from './built-command.js'
import { escaped } from './escaped.js'

/** The result of a run of the command. */
export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The output of both streams in order. */
interface Screen {
  readonly screen: string
}

/** A run that is not finished. */
export interface Running {
  readonly finished: Promise<Finished>
  kill(signal: NodeJS.Signals): void
}

/** A run on a terminal, where standard output and standard error are combined. */
export interface OnTerminal {
  /** Waits until the screen shows this, after the text that the previous call found. */
  shows(what: string | RegExp): Promise<void>
  /** Types keys. */
  type(keys: string): void
  /** Everything that was shown. */
  readonly screen: string
  /** The same with the control sequences. */
  readonly codes: string
  readonly exitCode: Promise<number>
}

/** The command with a server and a home folder of its own. */
export interface Bench {
  readonly fake: FakeWallabag
  readonly url: string
  /** The home folder of the user, which is also the working directory. */
  readonly home: string
  /** The variables that log in. */
  readonly account: Readonly<Record<string, string>>
  start(words: readonly string[], options?: RunOptions): Running
  run(words: readonly string[], options?: RunOptions): Promise<Finished>
  /**
   * Runs the command in the process of the test, which needs no time to start and gives the same
   * output. With `columns` the output is a terminal, but without input.
   */
  inside(words: readonly string[], options?: RunOptions): Promise<Finished & Screen>
  /** Runs a line of bash and returns its output. */
  shell(line: string): Promise<string>
  /** Runs the command on a terminal. */
  terminal(words: readonly string[], options?: RunOptions): OnTerminal
  close(): Promise<void>
}

interface RunOptions {
  /** The content of standard input. */
  readonly input?: string
  /** The width of the terminal; default: 100. */
  readonly columns?: number
  /** Used instead of the variables that log in. */
  readonly env?: Readonly<Record<string, string>>
}

/** Builds the command and starts a fake Wallabag over HTTP. */
export async function createBench(options: FakeOptions = {}): Promise<Bench> {
  const file = await buildCommand()
  const fake = createFakeWallabag(options)
  const { url, close } = await fake.listen()
  const home = mkdtempSync(join(tmpdir(), 'wallabag-home-'))
  const account = environmentOf(url, fake.credentials)

  function environment({ env = account }: RunOptions): Record<string, string> {
    const path = process.env['PATH'] ?? ''
    return { PATH: path, HOME: home, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env }
  }

  function start(words: readonly string[], options: RunOptions = {}): Running {
    const child = spawn(process.execPath, [file, ...words], {
      cwd: home,
      env: environment(options),
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.input ?? '')
    const code = new Promise<number | null>((resolve) => child.on('exit', resolve))
    const ended = Promise.all([code, text(child.stdout), text(child.stderr)])
    return {
      finished: ended.then(([code, stdout, stderr]) => ({ code, stdout, stderr })),
      kill: (signal) => void child.kill(signal),
    }
  }

  return {
    fake,
    url,
    home,
    account,
    start,
    run: (words, options) => start(words, options).finished,
    inside: (words, options = {}) => runInside(words, home, environment(options), options),
    shell: (line) => {
      const env = { ...environment({}), NODE: process.execPath, WALLABAG: file }
      const body = `wallabag() { "$NODE" "$WALLABAG" "$@"; }; ${line}`
      return text(spawn('bash', ['-c', body], { cwd: home, env }).stdout)
    },
    terminal: (words, options = {}) =>
      onTerminal([file, ...words], home, environment(options), options.columns),
    async close() {
      await close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/**
 * Runs the command in this process, and replaces everything that it uses of the process meanwhile.
 */
async function runInside(
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  { input = '', columns }: RunOptions,
): Promise<Finished & Screen> {
  const before = { cwd: process.cwd(), env: { ...process.env }, stdin: process.stdin }
  const streams = ['stdout', 'stderr'] as const
  const written = { stdout: '', stderr: '', screen: '' }
  const leave = columns === undefined ? [] : streams.map((stream) => asTerminal(stream, columns))
  const spies = streams.map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      written[stream] += String(text)
      written.screen += String(text)
      return true
    }),
  )
  process.chdir(cwd)
  setEnvironment(env)
  const stdin = Object.assign(Readable.from(input === '' ? [] : [Buffer.from(input)]), { fd: 0 })
  Object.defineProperty(process, 'stdin', { value: stdin, configurable: true })
  try {
    await main(['node', 'wallabag', ...words])
    const { stdout, stderr, screen } = written
    return { code: Number(process.exitCode ?? 0), stdout, stderr, screen: plain(screen) }
  } finally {
    for (const restore of leave) restore()
    for (const spy of spies) spy.mockRestore()
    process.exitCode = undefined
    setEnvironment(before.env)
    process.chdir(before.cwd)
    Object.defineProperty(process, 'stdin', { value: before.stdin, configurable: true })
    for (const stream of streams) process[stream].removeAllListeners('error')
  }
}

/** Makes a stream look like a terminal until the returned function is called. */
function asTerminal(stream: 'stdout' | 'stderr', columns: number): () => void {
  const names = ['isTTY', 'columns'] as const
  const before = names.map((name) => Object.getOwnPropertyDescriptor(process[stream], name))
  for (const [name, value] of [
    ['isTTY', true],
    ['columns', columns],
  ] as const) {
    Object.defineProperty(process[stream], name, { value, configurable: true, writable: true })
  }
  return () => {
    for (const [at, name] of names.entries()) {
      Reflect.deleteProperty(process[stream], name)
      const own = before[at]
      if (own) Object.defineProperty(process[stream], name, own)
    }
  }
}

/**
 * Changes the real environment instead of replacing the object, because Node reads the home folder
 * from it.
 */
function setEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
  Object.assign(process.env, env)
}

function onTerminal(
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  cols = 100,
): OnTerminal {
  const terminal = spawnTerminal(process.execPath, [...words], {
    cwd,
    env: { ...env },
    cols,
    rows: 40,
  })
  let screen = ''
  let seen = 0
  terminal.onData((data) => {
    screen += data
  })
  const exitCode = new Promise<number>((resolve) => {
    terminal.onExit((exit) => resolve(exit.exitCode))
  })
  return {
    get screen() {
      return plain(screen)
    },
    get codes() {
      return screen
    },
    exitCode,
    type: (keys) => terminal.write(keys),
    async shows(what) {
      const pattern = typeof what === 'string' ? new RegExp(escaped(what)) : what
      const deadline = Date.now() + patience
      for (;;) {
        const match = pattern.exec(plain(screen).slice(seen))
        if (match) {
          seen += match.index + match[0].length
          return
        }
        if (Date.now() > deadline) throw new Error(`“${pattern}” was not shown:\n${plain(screen)}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
  }
}

const patience = 20_000

/** Removes control sequences from the output of a terminal. */
function plain(screen: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this takes away
  return screen.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replaceAll('\r', '')
}
