import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, test, vi } from 'vitest'
import * as sdk from 'wallabag-sdk'
import { folderStore, sqliteStore } from 'wallabag-sdk/node'
import * as sync from 'wallabag-sdk/sync'
import { bundle, type Script } from '../support/bundle.js'
import { type Browsing, browse } from './browser/chromium.js'
import { inPages } from './several/pages.js'
import { inFolder, inProcess, sharedMemory } from './several/places.js'
import { playAll } from './several/play-all.js'
import { inProcesses } from './several/processes.js'

vi.mock('../../src/sync/sizes.js', () => import('./small-sizes.js'))
vi.setConfig({ testTimeout: 1_800_000 })

const hasSqlite = isBuiltin('node:sqlite')
const loaded = { ...sdk, ...sync }

let script: Script
let browsing: Browsing
beforeAll(async () => {
  script = await bundle(fileURLToPath(new URL('children/hand.ts', import.meta.url)))
  browsing = await browse()
})
afterAll(async () => {
  script.remove()
  await browsing.close()
})
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('two or three who share one memory, in many histories', () =>
  playAll(1500, inProcess(loaded, sharedMemory)))

test('two or three who share one folder, in many histories', () =>
  playAll(300, inProcess(loaded, inFolder(folderStore))))

test.skipIf(!hasSqlite)('two or three who share one database, in many histories', () =>
  playAll(
    150,
    inProcess(
      loaded,
      inFolder((folder) => sqliteStore(join(folder, 'a.db'))),
    ),
  ),
)

test('processes that share one folder, some of which are killed', () =>
  playAll(20, inProcesses(script.file, 'folder')))

test.skipIf(!hasSqlite)('processes that share one database, some of which are killed', () =>
  playAll(20, inProcesses(script.file, 'database')),
)

test('pages that share one IndexedDB, some of which are closed in the middle', () =>
  playAll(15, inPages(browsing, browsing.secure)))

test('pages without Web Locks that share one IndexedDB', () =>
  playAll(15, inPages(browsing, browsing.insecure)))
