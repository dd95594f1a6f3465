import { expect, test } from 'vitest'
import { toLabels } from 'wallabag-sdk'
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
