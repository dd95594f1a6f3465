// The body in vitest's browser mode: what it found goes into the report.
import { inject, test } from 'vitest'
import { runBody } from '../body.js'

test('the body', async ({ task }) => {
  const found = await runBody(JSON.parse(inject('server')))
  Object.assign(task.meta, { found: { runtime: navigator.userAgent, ...found } })
})
