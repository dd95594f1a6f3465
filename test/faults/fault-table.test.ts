import { isFull } from '../support/size.js'
import { operations } from './operations.js'
import { inMemory } from './table.js'

/** One of each kind that the oracle tells apart. */
const kinds = [
  'entries.list',
  'search',
  'entries.export',
  'request GET',
  'server.info',
  'entries.update',
  'tags.deleteMany',
  'batch.removeTags',
  'annotations.create',
  'server.register',
  'request POST',
  'entries.save',
]

inMemory(
  operations.filter(
    ({ name, repeat }) => isFull || kinds.includes(name) || repeat.startsWith('form'),
  ),
)
