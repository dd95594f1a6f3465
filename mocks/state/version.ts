/** The two versions of the server that the fake supports. */
export type Version = '2.6.14' | '2.7.0-dev'
