export { fileCheckpoint } from './file-checkpoint.js'
export { fileTokenStore } from './file-token-store.js'
export { folderSink } from './folder-sink.js'
export { saveExport } from './save-export.js'
