import { escapeMarkup } from '../html/text.js'
import { fputcsv } from '../php/csv.js'
import type { Version } from '../state/version.js'
import type { HttpError } from './http-error.js'
import { type Answer, html } from './message.js'

const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  500: 'Internal Server Error',
}

/**
 * An error of the framework. The suffix of the path and not `Accept` decides the form (quirk 31),
 * and each version has its own body (quirk 32).
 *
 * @param format The suffix, or `html` outside of the API
 */
export function errorAnswer(error: HttpError, format: string, version: Version): Answer {
  const isDev = version === '2.7.0-dev'
  const phrase = PHRASES[error.status] ?? 'Error'
  const fields: readonly (readonly [string, string | number])[] = isDev
    ? [
        ['code', error.status],
        // Only the development version gives the cause, and only for a 400.
        ['message', error.status === 400 && error.message !== '' ? error.message : phrase],
      ]
    : [
        ['type', 'https://tools.ietf.org/html/rfc2616#section-10'],
        ['title', 'An error occurred'],
        ['status', error.status],
        ['detail', phrase],
      ]
  const form = FORMS[format]
  if (form === undefined) {
    const page = `<h1>Oops! An Error Occurred</h1><h2>The server returned a "${error.status} ${phrase}".</h2>`
    return html(page, error.status, { ...error.headers, ...(isDev ? { vary: 'Accept' } : {}) })
  }
  return {
    status: error.status,
    headers: { 'content-type': form.type, vary: 'Accept', ...error.headers },
    body: form.write(fields),
  }
}

interface Form {
  type: string
  write: (fields: readonly (readonly [string, string | number])[]) => string
}

const FORMS: Readonly<Record<string, Form>> = {
  json: {
    type: 'application/json',
    write: (fields) => JSON.stringify(Object.fromEntries(fields)),
  },
  xml: {
    type: 'text/xml; charset=UTF-8',
    write: (fields) => {
      const elements = fields.map(
        ([name, value]) => `<${name}>${escapeMarkup(String(value))}</${name}>`,
      )
      return `<?xml version="1.0"?>\n<response>${elements.join('')}</response>\n`
    },
  },
  csv: {
    type: 'text/csv; charset=UTF-8',
    write: (fields) =>
      [0, 1]
        .map((at) =>
          fputcsv(
            fields.map((pair) => String(pair[at])),
            ',',
            false,
          ),
        )
        .join(''),
  },
}
