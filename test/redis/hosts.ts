import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A machine that programs run on. */
export interface Host {
  run(file: string, args: readonly string[], env: Record<string, string>): ChildProcess
}

/** Machines with networks of their own. */
export interface Hosts {
  readonly all: readonly Host[]
  /** Ends what connects them, and removes them. */
  remove(): void
}

/**
 * Listens in its network on the ports, and hands each connection to the socket in the folder: a file
 * is all that the two networks share.
 */
const forwarder = `
  const { connect, createServer } = require('node:net')
  const [folder, ...ports] = process.argv.slice(1)
  for (const port of ports) {
    const server = createServer((client) => {
      const there = connect(folder + '/' + port)
      client.on('error', () => there.destroy()).on('close', () => there.destroy())
      there.on('error', () => client.destroy()).on('close', () => client.destroy())
      client.pipe(there).pipe(client)
    })
    server.listen(Number(port), '127.0.0.1', () => process.send('listening'))
  }`

/**
 * Makes hosts from which nothing can be reached but these ports of this one, under the same address;
 * `null` where the system or its rights do not allow that.
 */
export async function makeHosts(count: number, ports: readonly number[]): Promise<Hosts | null> {
  const folder = mkdtempSync(join(tmpdir(), 'wallabag-hosts-'))
  const names = Array.from({ length: count }, (_, index) => `wallabag-${process.pid}-${index}`)
  const made: string[] = []
  const bridges: Server[] = []
  const forwarders: ChildProcess[] = []
  const remove = () => {
    for (const child of forwarders) child.kill('SIGKILL')
    for (const bridge of bridges) bridge.close()
    for (const name of made) execFileSync('ip', ['netns', 'del', name])
    rmSync(folder, { recursive: true })
  }
  const within = (name: string, words: readonly string[]) => [
    'netns',
    'exec',
    name,
    process.execPath,
    ...words,
  ]
  try {
    for (const name of names) {
      execFileSync('ip', ['netns', 'add', name], { stdio: 'ignore' })
      made.push(name)
      execFileSync('ip', ['-n', name, 'link', 'set', 'lo', 'up'], { stdio: 'ignore' })
    }
  } catch {
    remove()
    return null
  }
  for (const port of ports) bridges.push(await bridge(join(folder, String(port)), port))
  for (const name of names) {
    const words = within(name, ['-e', forwarder, folder, ...ports.map(String)])
    const child = spawn('ip', words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    forwarders.push(child)
    await new Promise<void>((resolve) => {
      let left = ports.length
      child.on('message', () => --left === 0 && resolve())
    })
  }
  const all = names.map((name) => ({
    run: (file: string, args: readonly string[], env: Record<string, string>) =>
      spawn('ip', within(name, [file, ...args]), {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'ignore', 'pipe'],
      }),
  }))
  return { all, remove }
}

/** This machine, as one of several. */
export const thisHost: Host = {
  run: (file, args, env) =>
    spawn(process.execPath, [file, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    }),
}

/** Hands each connection to a socket file to a port. */
async function bridge(path: string, port: number): Promise<Server> {
  const server = createServer((client) => {
    const there = connect(port, '127.0.0.1')
    client.on('error', () => there.destroy()).on('close', () => there.destroy())
    there.on('error', () => client.destroy()).on('close', () => client.destroy())
    client.pipe(there).pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return server
}
