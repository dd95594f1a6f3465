// Takes a lock again and again, and writes down when it has it and when it lets it go.
import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileTokenStore } from 'wallabag-sdk/node'

const { folder, diary } = JSON.parse(process.env['HOLD'] ?? '')
const store = fileTokenStore(folder)
for (;;) {
  await store.lock?.('key', async () => {
    appendFileSync(diary, `${process.pid} in\n`)
    await sleep(Math.random() * 4)
    appendFileSync(diary, `${process.pid} out\n`)
  })
}
