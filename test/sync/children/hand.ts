// One of several processes that share a store: does what it is told, and answers.
import { Wallabag } from 'wallabag-sdk'
import { folderStore, sqliteStore } from 'wallabag-sdk/node'
import { createSync } from 'wallabag-sdk/sync'
import { handOn } from '../several/hand.js'
import { shiftTime } from '../several/shift-time.js'

const { url, auth, kind, folder } = JSON.parse(process.env['HAND'] ?? '')
const store = kind === 'folder' ? folderStore(folder) : sqliteStore(`${folder}/a.db`)
const client = new Wallabag({ url, auth, retry: { limit: 0 }, saveSettleTime: 1 })
const hand = handOn(createSync, client, store)

process.on('message', async (message) => {
  const { number, command, now } = Object(message)
  if (now !== undefined) shiftTime(now)
  process.send?.({ number, answer: command ? await hand.act(command) : { code: null } })
})
