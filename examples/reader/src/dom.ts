// What this page needs instead of a framework: to make elements, and to replace only what differs.

/** Makes an element. Texts become text: titles, tags and notes are somebody else's. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  ...children: (Node | string | null)[]
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties)
  for (const child of children) if (child !== null) made.append(child)
  return made
}

/** Makes a button. */
export function button(text: string, onclick: () => unknown, properties = {}): HTMLButtonElement {
  return element('button', { type: 'button', onclick, ...properties }, text)
}

/** Elements beside each other. */
export function row(...children: (Node | string | null)[]): HTMLElement {
  return element('div', { className: 'row' }, ...children)
}

/** An element of index.html. */
export function part(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`index.html has no #${id}.`)
  return found
}

/**
 * Shows these elements in a region. Each has an id; one that is as before stays, with the focus and
 * what is typed in it, so that news from elsewhere disturb nobody.
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

/** Says in which language a text is, as Wallabag knows it (`pt_BR`), so that it is read out rightly. */
export function inLanguage<T extends HTMLElement>(made: T, language: string | null): T {
  if (language) made.lang = language.replace('_', '-')
  return made
}
