import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CliError, exit } from '../exit.js'
import { readDate } from './date.js'
import { type Row, rowOf, titleOf } from './row.js'

/**
 * Omnivore: `metadata_0_to_20.json` and so on, each with a list of articles, and beside them
 * `content/<slug>.html`.
 *
 * @param text - The text of one metadata file.
 * @param file - Its path, from which the content is found.
 */
export function omnivore(text: string, file: string): Row[] {
  const folder = join(dirname(file), 'content')
  return items(text).map((item, index) => {
    const url = textOf(item, 'url')
    const author = textOf(item, 'author')
    return rowOf(index + 1, url, {
      title: titleOf(textOf(item, 'title'), url),
      tags: labelsOf(item),
      archived: textOf(item, 'state') === 'Archived',
      savedAt: readDate(textOf(item, 'savedAt')),
      publishedAt: readDate(textOf(item, 'publishedAt')),
      authors: author === '' ? [] : [author],
      contentFile: contentOf(folder, textOf(item, 'slug')),
    })
  })
}

function items(text: string): object[] {
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return value.filter((item) => typeof item === 'object' && item)
  } catch {
    // Told below, like every other file that is no export.
  }
  throw new CliError('The file is not a list of articles as Omnivore exports them.', exit.usage)
}

function textOf(item: object, name: string): string {
  const value: unknown = Reflect.get(item, name)
  return typeof value === 'string' ? value : ''
}

/** Labels are words in the export, and objects with a name in what the API gave. */
function labelsOf(item: object): string[] {
  const labels: unknown = Reflect.get(item, 'labels')
  if (!Array.isArray(labels)) return []
  return labels.flatMap((label: unknown) => {
    if (typeof label === 'string') return [label]
    return typeof label === 'object' && label ? [textOf(label, 'name')] : []
  })
}

/** A slug comes from a file, and must not lead out of the folder. */
function contentOf(folder: string, slug: string): string | null {
  const file = join(folder, `${basename(slug)}.html`)
  return slug !== '' && existsSync(file) ? file : null
}
