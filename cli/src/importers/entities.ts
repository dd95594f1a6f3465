import { Parser } from 'htmlparser2'

/** Decodes `&amp;` and `&#39;`, which some exports have in plain text. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  let decoded = ''
  const parser = new Parser({
    ontext: (piece) => {
      decoded += piece
    },
  })
  parser.end(text.replaceAll('<', '&lt;'))
  return decoded
}
