import {
  arrayMap,
  isArray,
  isEmpty,
  itemsOf,
  type PhpObject,
  type PhpValue,
} from '../php/values.js'
import { NOT_VALID } from './form.js'

const MAX_QUOTE = 10_000
const RANGE_FIELDS = ['start', 'startOffset', 'end', 'endOffset']

/** The errors of a form and of its fields, as 2.6.14 serialises them. */
interface FormErrors {
  errors?: string[]
  children?: Record<string, FormErrors> | FormErrors[]
}

/**
 * Checks an annotation. Returns null if it is valid. Unknown keys are allowed, except inside a
 * range.
 */
export function validateAnnotation(data: PhpObject): FormErrors | null {
  const quote = scalar(data['quote'])
  if (typeof data['quote'] === 'string' && [...data['quote']].length > MAX_QUOTE) {
    quote.errors = [`The quote is too long. It should have ${MAX_QUOTE} characters or less.`]
  }
  const items = rangesOf(data['ranges'])
  // Errors about a whole range are reported at the top, because errors of compound fields bubble
  // up.
  const errors = items === null ? [NOT_VALID] : Object.values(items).flatMap(rangeErrors)
  const ranges = isEmpty(items) ? {} : { children: arrayMap(items ?? [], rangeFields) }
  const children = { text: scalar(data['text']), quote, ranges }
  if (errors.length === 0) return hasErrors({ children }) ? { children } : null
  return { errors, children }
}

/** Checks a changed annotation, of which only the text is read. Returns null if it is valid. */
export function validateText(data: PhpObject): FormErrors | null {
  const children = { text: scalar(data['text']) }
  return hasErrors({ children }) ? { children } : null
}

/** The ranges that were sent, or null if they are not an array. */
function rangesOf(value: PhpValue | undefined): PhpValue[] | PhpObject | null {
  if (isMissing(value)) return []
  return isArray(value) ? value : null
}

/** Whether a form treats a value as missing, which includes false. */
function isMissing(value: PhpValue | undefined): value is undefined | null | false | '' {
  return value === undefined || value === null || value === false || value === ''
}

function rangeErrors(value: PhpValue): string[] {
  if (isMissing(value)) return []
  if (!isArray(value)) return [NOT_VALID]
  const isExtra = Object.keys(value).some((name) => !RANGE_FIELDS.includes(name))
  return isExtra ? ['This form should not contain extra fields.'] : []
}

function rangeFields(value: PhpValue): FormErrors {
  const given = itemsOf(value)
  return { children: Object.fromEntries(RANGE_FIELDS.map((name) => [name, scalar(given[name])])) }
}

function scalar(value: PhpValue | undefined): FormErrors {
  return isArray(value) ? { errors: [NOT_VALID] } : {}
}

function hasErrors({ errors, children = {} }: FormErrors): boolean {
  return errors !== undefined || Object.values(children).some(hasErrors)
}
