import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const source = fileURLToPath(new URL('../../mocks/', import.meta.url))
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wallabag-fake-'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  for (const name of await readdir(source, { recursive: true })) {
    if (!name.endsWith('.ts')) continue
    const { code } = await transform(await readFile(join(source, name), 'utf8'), { loader: 'ts' })
    const target = join(folder, name.replace(/\.ts$/, '.js'))
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, code)
  }
})

afterAll(() => rm(folder, { recursive: true }))

function start(...options: string[]) {
  const child = spawn(process.execPath, [join(folder, 'bin.js'), ...options])
  const exit = once(child, 'exit')
  return { child, exit }
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  return text
}

describe('wallabag-fake', () => {
  it('prints its address and credentials, serves, and ends cleanly at Ctrl-C', async () => {
    const { child, exit } = start('--seed', '3', '--count', '20', '--version', '2.7.0-dev')
    let printed = ''
    for await (const chunk of child.stdout) {
      printed += String(chunk)
      if (printed.includes('Ctrl-C')) break
    }
    const value = (name: string) =>
      new RegExp(`^export WALLABAG_${name}=(.+)$`, 'm').exec(printed)?.[1] ?? ''
    const url = value('URL')
    const body = new URLSearchParams({
      grant_type: 'password',
      client_id: value('CLIENT_ID'),
      client_secret: value('CLIENT_SECRET'),
      username: value('USERNAME'),
      password: value('PASSWORD'),
    })
    const { access_token } = await (
      await fetch(`${url}/oauth/v2/token`, { method: 'POST', body })
    ).json()
    const headers = { Authorization: `Bearer ${access_token}` }
    expect(await (await fetch(`${url}/api/version`)).json()).toBe('2.7.0-dev')
    const query = `since=${Math.floor(Date.now() / 1000) - 7 * 86_400}&archive=0`
    const all = await (await fetch(`${url}/api/entries`, { headers })).json()
    const recent = await (await fetch(`${url}/api/entries?${query}`, { headers })).json()
    expect([all.total, recent.total]).toEqual([20, 5])
    const [latest, earlier] = all._embedded.items
    for (const { content, annotations } of [latest, earlier]) {
      expect(annotations).toMatchObject([{ text: 'Worth remembering' }])
      expect(content.slice(3)).toMatch(annotations[0].quote)
    }
    child.kill('SIGINT')
    expect(await exit).toEqual([0, null])
  })

  it('prints what a shell can evaluate, and has the faults that it was given', async () => {
    const faults = ['busy GET /api/info retryAfter=7 times=1', 'gateway-404 /api/tags form=kong']
    const { child, exit } = start(...faults.flatMap((fault) => ['--fault', fault]))
    let printed = ''
    for await (const chunk of child.stdout) {
      printed += String(chunk)
      if (printed.includes('Ctrl-C')) break
    }
    const shell = spawn(
      'sh',
      ['-c', `eval "$PRINTED" && printf %s "$WALLABAG_URL $WALLABAG_PASSWORD"`],
      {
        env: { ...process.env, PRINTED: printed },
      },
    )
    const [url = '', password] = (await textOf(shell.stdout)).split(' ')
    expect(password).toBe('wallabag')
    const busy = await fetch(`${url}/api/info`)
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '7'])
    expect((await fetch(`${url}/api/info`)).status).toBe(200)
    expect(await (await fetch(`${url}/api/tags`)).text()).toContain('no Route matched')
    child.kill('SIGTERM')
    expect(await exit).toEqual([0, null])
  })

  it.each([
    [['--fault', 'nonsense'], '--fault must begin with the name of a fault, not "nonsense".'],
    [['--fault', 'busy retry=1'], 'There is no detail of the fault "busy" "retry"'],
    [['--port', '99999'], '--port must be a whole number from 0 to 65535, not "99999".'],
    [['--version', '3'], '--version must be 2.6.14 or 2.7.0-dev, not "3".'],
    [['--nonsense'], "Unknown option '--nonsense'"],
  ])('says what is wrong with %j', async (options, message) => {
    const { child, exit } = start(...options)
    const text = await textOf(child.stderr)
    expect(text).toContain(message)
    expect(text).toContain('Usage: wallabag-fake')
    expect(await exit).toEqual([1, null])
  })
})
