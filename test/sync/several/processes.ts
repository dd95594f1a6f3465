import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Command, Hand } from './hand.js'
import type { MakePlace } from './history.js'

/** Somebody in a process of his own. */
class ProcessHand implements Hand {
  readonly child: ChildProcess
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #count = 0

  constructor(file: string, setting: object) {
    this.child = fork(file, { env: { ...process.env, HAND: JSON.stringify(setting) } })
    this.child.on('message', (message) => {
      const { number, answer } = Object(message)
      this.#waiting.get(number)?.(answer)
      this.#waiting.delete(number)
    })
    this.child.on('exit', () => {
      for (const end of this.#waiting.values()) end({ code: 'killed' })
      this.#waiting.clear()
    })
  }

  act(command: Command): Promise<Answer> {
    return this.tell({ command })
  }

  tell(message: { command: Command } | { now: number }): Promise<Answer> {
    if (!this.child.connected) return Promise.resolve({ code: 'killed' })
    this.#count += 1
    const number = this.#count
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve)
      this.child.send({ number, ...message })
    })
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const gone = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await gone
  }
}

/** Hands in processes of their own, on one folder or one database; some are killed in the middle. */
export function inProcesses(file: string, kind: 'folder' | 'database'): MakePlace {
  return async (world, random) => {
    const folder = mkdtempSync(join(tmpdir(), 'wallabag-several-'))
    const listener = await world.fake.listen()
    const hands = new Map<Hand, ProcessHand>()
    const setTime = async (now: number) => {
      await Promise.all([...hands.values()].map((hand) => hand.tell({ now })))
    }
    return {
      async hand() {
        const setting = { url: listener.url, auth: world.fake.credentials, kind, folder }
        const hand = new ProcessHand(file, setting)
        hands.set(hand, hand)
        await hand.tell({ now: Date.now() })
        return hand
      },
      async kill(hand) {
        await sleep(random.below(60))
        await hands.get(hand)?.kill()
        hands.delete(hand)
      },
      setTime,
      async end() {
        for (const hand of hands.values()) await hand.kill()
        await listener.close()
        rmSync(folder, { recursive: true })
      },
    }
  }
}
