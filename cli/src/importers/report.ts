import { open, rm, stat, writeFile } from 'node:fs/promises'
import { CliError, exit } from '../exit.js'
import { beginsWith } from '../output/own-file.js'
import { print, say } from '../output/streams.js'
import { json } from '../output/text.js'

/** Writes which rows were not saved and why. */
export interface Report {
  /** Writes the report. If everything was saved, no report is left. */
  write(lines: readonly object[]): Promise<void>
}

/** A report is recognised by its first line, so that no other file is replaced or deleted. */
const head = { type: 'wallabag-import-report', version: 1 }
const mark = json(head).slice(0, -1)

/**
 * Creates the report file before the import begins, so that a path that cannot be written is found
 * early.
 *
 * @param path - A file, a device, or `-` for standard output.
 * @throws CliError if the file exists and is not a report, or cannot be created.
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
    throw unwritable(path, error, exit.usage)
  }
  return fileReport(path)
}

function unwritable(path: string, error: unknown, exitCode: number = exit.failed): CliError {
  const code = error instanceof Error && 'code' in error ? error.code : error
  return new CliError(
    `The report ${path} cannot be written (${code}). Name another file with --report.`,
    exitCode,
  )
}

/**
 * Writes the complete report, or deletes a part of one, which would not be recognised as a report.
 */
async function writeReport(path: string, lines: readonly object[]): Promise<void> {
  try {
    await writeFile(path, textOf([head, ...lines]))
  } catch (error) {
    await rm(path, { force: true })
    throw unwritable(path, error)
  }
}

function fileReport(path: string): Report {
  return {
    async write(lines) {
      if (!(await beginsWith(path, mark)))
        throw new CliError(`${path} was changed in the meantime.`)
      if (lines.length === 0) return rm(path)
      await writeReport(path, lines)
      say(`What was not saved, and why: ${path}`)
    },
  }
}

async function openDevice(path: string): Promise<Report> {
  const device = await open(path, 'w')
  return {
    async write(lines) {
      try {
        await device.writeFile(textOf(lines))
      } catch (error) {
        throw unwritable(path, error)
      } finally {
        await device.close()
      }
    },
  }
}

function textOf(lines: readonly object[]): string {
  return lines.map((line) => `${json(line)}\n`).join('')
}

/** Creates the file. Returns `false` if it exists. */
async function isMade(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(`${json(head)}\n`)
    } catch (error) {
      await rm(path)
      throw error
    } finally {
      await file.close()
    }
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}
