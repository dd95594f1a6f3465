// What the playground runs, in a file of its own: it is loaded when somebody presses “Run”.
export { Wallabag } from 'wallabag-sdk'
export { createFakeWallabag } from 'wallabag-sdk/testing'
