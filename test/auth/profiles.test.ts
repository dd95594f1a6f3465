import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { profileStore } from 'wallabag-sdk/node'

const profile = {
  url: 'https://read.example.org',
  clientId: 'CLIENT-1',
  clientSecret: 'CLIENT-SECRET-1',
  username: 'ada',
  password: 'PASSWORD-1',
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wallabag-profiles-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('profiles are kept by name, in a file and a folder of the owner alone', async () => {
  const folder = join(temporaryFolder(), 'deep')
  const profiles = profileStore(folder)
  expect(await profiles.names()).toEqual([])
  await profiles.set('default', profile)
  await profiles.set('work', { ...profile, username: 'eve' })
  expect(await profileStore(folder).names()).toEqual(['default', 'work'])
  expect(await profileStore(folder).get('default')).toEqual(profile)
  expect(readdirSync(folder)).toEqual(['profiles.json'])
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(statSync(profiles.file).mode & 0o777).toBe(0o600)
  await profiles.delete('default')
  expect(await profiles.get('default')).toBe(null)
  expect(await profiles.get('toString')).toBe(null)
  expect(await profiles.get('work')).toMatchObject({ username: 'eve' })
})

test('a damaged file is told with its path and without a word of what it holds', async () => {
  const profiles = profileStore(temporaryFolder())
  await profiles.set('default', profile)
  const text = readFileSync(profiles.file, 'utf8')
  for (const damaged of [text.slice(0, -10), '[1]', text.replace('"password"', '"pass"')]) {
    writeFileSync(profiles.file, damaged)
    const error = await profiles.get('default').catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'signed_out',
      message: expect.stringContaining(profiles.file),
    })
    for (const secret of [profile.password, profile.clientSecret]) {
      expect(JSON.stringify(error)).not.toContain(secret)
    }
  }
})
