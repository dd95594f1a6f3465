// What a page, a worker or a service worker has of the package; the tests call it.
import { Wallabag } from 'wallabag-sdk/core'
import { createSync, indexedDbStore, memoryStore } from 'wallabag-sdk/sync'
import { handOn } from '../several/hand.js'
import { shiftTime } from '../several/shift-time.js'

export const sdk = { Wallabag, createSync, indexedDbStore, memoryStore, handOn, shiftTime }

Object.assign(globalThis, { sdk })
