import { afterEach, beforeEach, test, vi } from 'vitest'
import * as sdk from 'wallabag-sdk'
import { folderStore } from 'wallabag-sdk/node'
import * as sync from 'wallabag-sdk/sync'
import { inFolder, inProcess, sharedMemory } from './several/places.js'
import { playAll } from './several/play-all.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const loaded = { ...sdk, ...sync }

test('two or three who share one memory lose nothing and make nothing twice in 44 random histories', () =>
  playAll(44, inProcess(loaded, sharedMemory)))

// Each change is written through to the disk, which takes most of the time.
test('two or three who share one folder lose nothing and make nothing twice in 6 random histories', () =>
  playAll(6, inProcess(loaded, inFolder(folderStore))))
