// A replacement for a framework: creates elements, and replaces only those that differ.

/** Creates an element. Strings become text nodes, because titles, tags and notes are untrusted. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  ...children: (Node | string | null)[]
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties)
  for (const child of children) if (child !== null) made.append(child)
  return made
}

/** Creates a button. */
export function button(text: string, onclick: () => unknown, properties = {}): HTMLButtonElement {
  return element('button', { type: 'button', onclick, ...properties }, text)
}

/** Creates a row of elements. */
export function row(...children: (Node | string | null)[]): HTMLElement {
  return element('div', { className: 'row' }, ...children)
}

/** Returns an element of index.html. */
export function part(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`index.html has no #${id}.`)
  return found
}

/**
 * Shows elements in a region. Each has an id. An element that has not changed is kept with its
 * focus and input, so that updates in the background do not disturb the user.
 */
export function show(region: HTMLElement, ...elements: HTMLElement[]): void {
  const focused = region.contains(document.activeElement) ? document.activeElement?.id : ''
  const before = new Map([...region.children].map((child) => [child.id, child]))
  const after = elements.map((made) => {
    const old = before.get(made.id)
    return old?.isEqualNode(made) ? old : made
  })
  for (const old of before.values()) if (!after.includes(old)) old.remove()
  after.forEach((wanted, index) => {
    const there = region.children[index] ?? null
    if (there !== wanted) region.insertBefore(wanted, there)
  })
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus()
}

const days = new Intl.DateTimeFormat('en', { dateStyle: 'medium' })
const moments = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

export const day = (date: Date): string => days.format(date)
export const moment = (date: Date): string => moments.format(date)
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`

/** The title to show. A page may have none, or one of blanks, which could not be pressed. */
export function titleOf(title: string | null): string {
  return title?.trim() || 'Without a title'
}

/**
 * Sets the direction of a text by its letters, and its language from Wallabag's form (`pt_BR`), so
 * that a screen reader pronounces it correctly.
 */
export function inLanguage<T extends HTMLElement>(made: T, language: string | null): T {
  made.dir = 'auto'
  if (language) made.lang = language.replace('_', '-')
  return made
}
