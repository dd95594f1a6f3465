import type { Fault } from 'wallabag-sdk/testing'
import { isFull } from '../support/size.js'

/** How many entries the library has that is read whole. */
export const size = 45
/** A hundred times what the longest of them takes without a fault would be no bound. */
export const most = 400

const faults: [string, Fault][] = [
  ...(['wallabag', 'railway', 'fastapi', 'spring', 'kong', 'traefik', 'nginx'] as const).map(
    (form): [string, Fault] => [`a 404 of a gateway, ${form}`, { kind: 'gateway-404', form }],
  ),
  ['pages that are capped', { kind: 'caps-pages', max: 7 }],
  ['pages of one entry', { kind: 'caps-pages', max: 1 }],
  ['a lost query', 'loses-query'],
  ['a lost page', { kind: 'loses-query', names: ['page'] }],
  ['a lost order', { kind: 'loses-query', names: ['sort', 'order'] }],
  ['a lost filter', { kind: 'loses-query', names: ['since', 'tags', 'archive'] }],
  ...(['text', 'html', 'xdebug'] as const).flatMap((form) =>
    (['before', 'after'] as const).map((at): [string, Fault] => [
      `PHP's ${form} ${at} the answer`,
      { kind: 'php-warning', form, at },
    ]),
  ),
  ['PHP that has sent the head', { kind: 'php-warning', isBuffered: false }],
  ['another entry', 'other-entry'],
  ['a mass call that is answered in part', 'short-batch'],
  ['an entry that cannot be given', { kind: 'unreadable-entry', id: 20, field: 'title' }],
  ...(['2.3.8', '2.2.3', '2.0.8'] as const).map((version): [string, Fault] => [
    `a server of ${version}`,
    { kind: 'old-version', version },
  ]),
]

/** One of each kind. */
const some = [
  'a 404 of a gateway, wallabag',
  'pages of one entry',
  'a lost page',
  "PHP's text before the answer",
  'another entry',
  'an entry that cannot be given',
  'a server of 2.3.8',
]

/** Servers that answer wrongly all the time, by name; one of each kind in `npm test`. */
export const wrongServers = faults.filter(([name]) => isFull || some.includes(name))
