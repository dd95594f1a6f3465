import { randomFrom } from '../state/random.js'
import type { SeedEntry } from './seed-entry.js'

interface Tongue {
  code: string
  host: string
  subjects: readonly string[]
  places: readonly string[]
  /** Creates a title from a subject and a place. */
  title: (subject: string, place: string) => string
  sentences: readonly string[]
  authors: readonly string[]
  tags: readonly string[]
}

const TONGUES: readonly Tongue[] = [
  {
    code: 'en',
    host: 'quietweekly.example',
    subjects: ['Bicycle Repair', 'Balcony Tomatoes', 'Night Trains', 'Paper Maps', 'Sourdough'],
    places: ['Lisbon', 'the Highlands', 'a Small Kitchen', 'Winter', 'the Long Run'],
    title: (subject, place) => `${subject} in ${place}`,
    sentences: [
      'Nobody expected the idea to last longer than a season.',
      'The tools are simple, and that is the point.',
      'We spent three days asking people what they would change.',
      'Most of the work happens long before anyone looks.',
      'By evening the numbers told a different story.',
    ],
    authors: ['Ann Marsh', 'Peter Okafor', 'June Holloway'],
    tags: ['reading', 'craft', 'travel'],
  },
  {
    code: 'de',
    host: 'stadtblatt.example',
    subjects: ['Die Straßenbahn', 'Das Brot', 'Der Garten', 'Die Brücke'],
    places: ['Köln', 'Görlitz', 'Zürich', 'Graz'],
    title: (subject, place) => `${subject} von ${place}`,
    sentences: [
      'Über die Jahre hat sich wenig verändert.',
      'Am Ende zählt, was auf dem Tisch steht.',
      'Früher war der Weg länger, aber niemand hatte es eilig.',
      'Größe ist dabei nicht alles.',
    ],
    authors: ['Käthe Müller', 'Jörg Weiß'],
    tags: ['stadt', 'geschichte', 'küche'],
  },
  {
    code: 'fr',
    host: 'lecarnet.example',
    subjects: ['Le café', 'La librairie', 'Le marché', 'L’été'],
    places: ['Besançon', 'Nîmes', 'Sète', 'la ville'],
    title: (subject, place) => `${subject} à ${place}`,
    sentences: [
      'On y vient pour le silence, on y reste pour les gens.',
      'Rien ne presse, et c’est déjà beaucoup.',
      'Le matin, la lumière change tout.',
      'Il a fallu réapprendre à attendre.',
    ],
    authors: ['Élise Garnier', 'Noël Dupré'],
    tags: ['été', 'cuisine', 'lecture'],
  },
  {
    code: 'ja',
    host: 'sampo.example',
    subjects: ['散歩', '古本屋', '喫茶店', '銭湯'],
    places: ['京都', '尾道', '金沢', '下北沢'],
    title: (subject, place) => `${place}の${subject}`,
    sentences: ['朝の光が静かに差し込んでいた。', '誰も急いでいない。', '道具は少ないほどよい。'],
    authors: ['佐藤 恵', '山本 健'],
    tags: ['日本', '旅'],
  },
  {
    code: 'ru',
    host: 'zapiski.example',
    subjects: ['Чай', 'Поезд', 'Сад', 'Библиотека'],
    places: ['Тверь', 'Казань', 'зимой', 'летом'],
    title: (subject, place) => `${subject}: ${place}`,
    sentences: ['Утром было тихо.', 'Никто никуда не спешил.', 'Так началась эта история.'],
    authors: ['Анна Лебедева', 'Илья Орлов'],
    tags: ['чай', 'история'],
  },
  {
    code: 'es',
    host: 'cuaderno.example',
    subjects: ['El mercado', 'La montaña', 'El pan', 'La radio'],
    places: ['Málaga', 'León', 'el sur', 'la mañana'],
    title: (subject, place) => `${subject} de ${place}`.replace(' de el ', ' del '),
    sentences: [
      'Nadie recuerda cuándo empezó.',
      'El señor de la esquina lo explica mejor.',
      'Después llegó la lluvia.',
    ],
    authors: ['Íñigo Peña', 'Lucía Ortiz'],
    tags: ['viajes', 'cocina'],
  },
]

const DAY = 86_400

/**
 * Generates articles from a seed, oldest first.
 *
 * @param now Unix seconds. The articles were saved in the years before
 */
export function* articles(count: number, seed: number, now: number): Generator<SeedEntry> {
  const random = randomFrom(seed)
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)]
  const step = (1000 * DAY) / Math.max(1, count)
  for (let number = 1; number <= count; number += 1) {
    const tongue = pick(TONGUES)
    if (tongue === undefined) return
    const createdAt = Math.floor(now - (count - number + 1) * step)
    const title = tongue.title(pick(tongue.subjects) ?? '', pick(tongue.places) ?? '')
    const tags = [pick(tongue.tags), random() < 0.5 ? pick(tongue.tags) : undefined]
    yield {
      url: `https://${tongue.host}/${new Date(createdAt * 1000).getUTCFullYear()}/${seed}-${number}`,
      title: `${title} (${number})`,
      content: content(tongue, pick, random),
      language: tongue.code,
      authors: [pick(tongue.authors) ?? ''],
      tags: tags.flatMap((tag) => tag ?? []),
      archived: random() < 0.4,
      starred: random() < 0.1,
      publishedAt: createdAt - Math.floor(random() * 30 * DAY),
      createdAt,
    }
  }
}

/** Some are short, most take a few minutes, and a few are as long as magazine articles. */
function content(
  { sentences, places, subjects }: Tongue,
  pick: <T>(items: readonly T[]) => T | undefined,
  random: () => number,
): string {
  const paragraph = () => {
    const chosen = Array.from({ length: 4 + Math.floor(random() * 6) }, () => pick(sentences))
    return `<p>${chosen.join(' ')}</p>`
  }
  const length = 3 + Math.floor(random() ** 6 * 24)
  const paragraphs = Array.from({ length }, (_, at) => {
    const isSection = at > 0 && at % 5 === 0
    // A single `h2` would be read as the title, so fetched articles do not have one.
    return isSection ? `<h3>${pick(subjects)}, ${pick(places)}</h3>\n${paragraph()}` : paragraph()
  })
  return paragraphs.join('\n')
}
