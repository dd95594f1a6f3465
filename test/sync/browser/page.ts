// What a page, a worker or a service worker has of the package; the tests call it.
import { Wallabag } from 'wallabag-sdk/core'
import { createSync, indexedDbStore, memoryStore } from 'wallabag-sdk/sync'
import { createFakeWallabag } from 'wallabag-sdk/testing'

export const sdk = { Wallabag, createSync, indexedDbStore, memoryStore, createFakeWallabag }

Object.assign(globalThis, { sdk })
