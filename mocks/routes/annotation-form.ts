import type { PhpObject, PhpValue } from '../php/values.js'

const MAX_QUOTE = 10_000
const RANGE_FIELDS = ['start', 'startOffset', 'end', 'endOffset']
const NOT_VALID = 'This value is not valid.'

/** The errors of a form and of its fields, as 2.6.14 serialises them. */
interface FormErrors {
  errors?: string[]
  children?: Record<string, FormErrors> | FormErrors[]
}

/** Checks an annotation; null if it is fine. Unknown keys are allowed, but not inside a range. */
export function validateAnnotation(data: PhpObject): FormErrors | null {
  const text = scalar(data['text'])
  const quote = scalar(data['quote'])
  const tooLong = typeof data['quote'] === 'string' && [...data['quote']].length > MAX_QUOTE
  if (tooLong) {
    quote.errors = [`The quote is too long. It should have ${MAX_QUOTE} characters or less.`]
  }
  const ranges = rangesErrors(data['ranges'])
  const children = { text, quote, ranges }
  return hasErrors({ children }) ? { children } : null
}

/** Checks the edit of an annotation, which is its text alone; null if it is fine. */
export function validateText(data: PhpObject): FormErrors | null {
  const children = { text: scalar(data['text']) }
  return hasErrors({ children }) ? { children } : null
}

function rangesErrors(value: PhpValue | undefined): FormErrors {
  if (value === undefined || value === null || value === '') return {}
  if (typeof value !== 'object') return { errors: [NOT_VALID] }
  const items = Object.values(value)
  return items.length === 0 ? {} : { children: items.map(rangeErrors) }
}

function rangeErrors(value: PhpValue): FormErrors {
  if (value === null || typeof value !== 'object') {
    const isEmpty = value === null || value === ''
    return { ...(isEmpty ? {} : { errors: [NOT_VALID] }), children: fieldErrors({}) }
  }
  const given = Object.fromEntries(Object.entries(value))
  const isExtra = Object.keys(given).some((name) => !RANGE_FIELDS.includes(name))
  const errors = isExtra ? { errors: ['This form should not contain extra fields.'] } : {}
  return { ...errors, children: fieldErrors(given) }
}

function fieldErrors(given: PhpObject): Record<string, FormErrors> {
  return Object.fromEntries(RANGE_FIELDS.map((name) => [name, scalar(given[name])]))
}

function scalar(value: PhpValue | undefined): FormErrors {
  return value !== null && typeof value === 'object' ? { errors: [NOT_VALID] } : {}
}

function hasErrors({ errors, children = {} }: FormErrors): boolean {
  return errors !== undefined || Object.values(children).some(hasErrors)
}
