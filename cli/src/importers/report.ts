import { open, rm, stat, writeFile } from 'node:fs/promises'
import { CliError, exit } from '../exit.js'
import { beginsWith } from '../output/own-file.js'
import { print, say } from '../output/streams.js'
import { json } from '../output/text.js'

/** What says, after an import, which rows were not saved and why. */
export interface Report {
  /** Writes it; where everything was saved there is none. */
  write(lines: readonly object[]): Promise<void>
}

/** By its first line a report is known as one: no other file is ever replaced or removed. */
const head = { type: 'wallabag-import-report', version: 1 }
const mark = json(head).slice(0, -1)

/**
 * Claims the place of a report, so that an import does not find out at its end that it cannot be written.
 *
 * @param path - A file, a device, or `-` for standard output.
 * @throws CliError when there is a file that is no report, or none can be made.
 */
export async function openReport(path: string): Promise<Report> {
  if (path === '-')
    return { write: async (lines) => lines.forEach((line) => void print(json(line))) }
  try {
    if ((await stat(path).catch(() => null))?.isFile() === false) return await openDevice(path)
    if (!(await isMade(path)) && !(await beginsWith(path, mark))) {
      throw new CliError(
        `${path} exists and is not a report of an import. Name another file with --report.`,
        exit.usage,
      )
    }
  } catch (error) {
    if (error instanceof CliError) throw error
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw new CliError(
      `The report ${path} cannot be written (${code}). Name another file with --report.`,
      exit.usage,
    )
  }
  return fileReport(path)
}

function fileReport(path: string): Report {
  return {
    async write(lines) {
      if (!(await beginsWith(path, mark))) throw new CliError(`${path} was changed meanwhile.`)
      if (lines.length === 0) return rm(path)
      await writeFile(path, textOf([head, ...lines]))
      say(`What was not saved, and why: ${path}`)
    },
  }
}

async function openDevice(path: string): Promise<Report> {
  const device = await open(path, 'w')
  return { write: (lines) => device.writeFile(textOf(lines)).finally(() => device.close()) }
}

function textOf(lines: readonly object[]): string {
  return lines.map((line) => `${json(line)}\n`).join('')
}

/** Makes the file; `false` when there is one. */
async function isMade(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600)
    await file.writeFile(`${json(head)}\n`).finally(() => file.close())
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}
