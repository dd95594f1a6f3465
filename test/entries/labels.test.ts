import { expect, test } from 'vitest'
import { toLabels } from 'wallabag-sdk'
import { connect, versions } from '../support/connect.js'
import { clientOf, labelsIn, libraryOf } from '../support/library.js'

test('texts from elsewhere become labels that the server keeps as they are', async () => {
  const texts = ['Bread, rolls', ' Bread  rolls ', ',', '', 'Größe\n2', `half \ud83d`, '🙂,🙂']
  const labels = toLabels(texts)
  expect(labels).toEqual(['bread rolls', 'größe 2', 'half', '🙂 🙂'])
  const fake = libraryOf(1)
  await clientOf(fake).entries.addTags(1, labels)
  expect(labelsIn(fake)[1]?.split(',')).toEqual(labels.toSorted())
  expect(() => Reflect.apply(toLabels, null, ['a'])).toThrow('texts: expected a list of texts')
  expect(() => Reflect.apply(toLabels, null, [[7]])).toThrow('texts: expected texts')
})

test.each(versions)(
  'a 0, which PHP takes for nothing, is set on %s like any other text',
  async (version) => {
    const { fake, wallabag } = connect({ version })
    const { entries } = wallabag
    const { entry } = await entries.save('https://a.test/1', { title: '0', tags: ['0'] })
    expect(entry).toMatchObject({ title: expect.stringMatching(/^0\s?$/), tags: [{ label: '0' }] })
    const again = { title: '0', authors: ['0'], tags: ['0'] }
    expect(await entries.save('https://a.test/1', again)).toMatchObject({ changed: true })
    expect(await entries.save('https://a.test/1', again)).toMatchObject({ changed: false })
    for (const id of [2, 3, 4, 5]) fake.seed.entry({ url: `https://a.test/${id}`, tags: ['a'] })
    await entries.addTags(2, ['0'])
    await entries.setTags(3, ['0'])
    await entries.update(4, { tags: ['0'] })
    await entries.tagMany(['https://a.test/5'], { add: ['0'] })
    expect(labelsIn(fake)).toEqual({ 1: '0', 2: '0,a', 3: '0', 4: '0', 5: '0,a' })
    await entries.tagMany({ all: true }, { remove: ['0'] })
    expect(labelsIn(fake)).toEqual({ 1: '', 2: 'a', 3: '', 4: '', 5: 'a' })
    const page = { title: 'T', content: '0' }
    expect((await entries.save('https://a.test/6', page)).entry.content).toBe('<p>0</p>')
    expect(await entries.save('https://a.test/6', page)).toMatchObject({ changed: false })
    await entries.update(2, { content: ' 0' })
    expect((await entries.get(2)).content).toBe('<p>0</p>')
  },
)
