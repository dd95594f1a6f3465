/**
 * The services whose exports can be read, by their names on the command line. This list is separate
 * from the readers because every start of the command loads it.
 */
export const services = [
  'wallabag',
  'pocket',
  'instapaper',
  'omnivore',
  'raindrop',
  'readwise',
  'matter',
  'pinboard',
  'karakeep',
  'linkwarden',
  'linkding',
  'shaarli',
  'readability',
  'readeck',
  'firefox',
  'chrome',
  'browser',
  'urls',
] as const
