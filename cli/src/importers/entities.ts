import { Parser } from 'htmlparser2'

/** A text in which some exports write `&amp;` and `&#39;`. */
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
