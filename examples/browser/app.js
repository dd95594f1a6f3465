// Lists the unread articles and shows one, sanitised. The secrets live as long as the page.
import DOMPurify from 'dompurify'
import { isWallabagError, Wallabag } from 'wallabag-sdk'

const form = element('#sign-in', HTMLFormElement)
const list = element('#list', HTMLUListElement)
const article = element('#article', HTMLElement)
const message = element('#message', HTMLElement)

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const fields = new FormData(form)
  /** @param {string} name */
  const field = (name) => String(fields.get(name))
  const wallabag = new Wallabag({
    url: field('url'),
    auth: {
      clientId: field('clientId'),
      clientSecret: field('clientSecret'),
      username: field('username'),
      password: field('password'),
    },
  })
  form.hidden = true
  told(show(wallabag))
})

/** @param {Wallabag} wallabag */
async function show(wallabag) {
  for await (const { id, title } of wallabag.entries.list({ archived: false })) {
    const button = document.createElement('button')
    // The title is inserted as text, because it is untrusted.
    button.textContent = title ?? 'Without a title'
    button.addEventListener('click', () => told(open(wallabag, id)))
    const item = document.createElement('li')
    item.append(button)
    list.append(item)
  }
}

/**
 * @param {Wallabag} wallabag
 * @param {number} id
 */
async function open(wallabag, id) {
  const { content } = await wallabag.entries.get(id)
  article.innerHTML = DOMPurify.sanitize(content ?? '', { FORBID_TAGS: ['style', 'form'] })
}

/** @param {Promise<void>} work */
function told(work) {
  work.catch((error) => {
    message.textContent = isWallabagError(error) ? error.message : String(error)
  })
}

/**
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} type
 */
function element(selector, type) {
  const found = document.querySelector(selector)
  if (found instanceof type) return found
  throw new Error(`The page has no ${selector}.`)
}
