import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('articles/', import.meta.url)

/** The articles of the corpus by name; each came from `https://example.org/NAME/page`. */
export const corpus: ReadonlyMap<string, string> = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.html'))
    .sort()
    .map((name) => [name.replace(/\.html$/, ''), readFileSync(new URL(name, folder), 'utf8')]),
)

/**
 * One long article of what the others hold, each part in a section of its own.
 *
 * @param size - How many characters it has at least.
 */
export function longArticle(size: number): string {
  const parts = [...corpus].filter(([name]) => name !== 'broken' && name !== 'scripts')
  const sections: string[] = []
  for (let length = 0, part = 0; length < size; part++) {
    const [name = '', html = ''] = parts[part % parts.length] ?? []
    const section = `<section id="${name}-${part}">${html}</section>\n`
    sections.push(section)
    length += section.length
  }
  return sections.join('')
}
