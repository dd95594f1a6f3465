const subjects = [
  ['Bread at home', 'Flour, water, salt and a night in a cool place are all it takes.'],
  ['The quiet web', 'Pages that ask for nothing are still written, and still worth reading.'],
  ['Mending a bicycle', 'A chain wears out slowly, and then all at once.'],
  ['Rooms with books', 'A shelf within reach is read more often than one behind glass.'],
  ['How tides work', 'The moon pulls, the earth turns, and the harbour fills twice a day.'],
  ['Letters by post', 'A letter takes two days and is kept for twenty years.'],
  ['Small gardens', 'Beans climb, lettuce does not mind the shade, mint takes over.'],
  ['Old maps', 'The empty corners were filled with whatever the engraver liked to draw.'],
]
const parts = ['first notes', 'a longer look', 'what readers wrote']

/** Articles with their text, so that the server does not have to fetch anything. */
export const articles = parts.flatMap((part, round) =>
  subjects.map(([subject, sentence], index) => ({
    url: `https://example.org/wallabag-sdk-demo/${round * subjects.length + index + 1}`,
    title: `${subject}: ${part}`,
    content: `<h1>${subject}</h1>${`<p>${sentence}</p>`.repeat(30 + 20 * round)}`,
    language: 'en',
  })),
)
