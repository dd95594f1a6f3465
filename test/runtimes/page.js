// The body as a page's script: the test calls it.
import { runBody } from './body.js'

Object.assign(globalThis, { runBody })
