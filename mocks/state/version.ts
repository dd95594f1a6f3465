/** The two server lines that the fake can be. */
export type Version = '2.6.14' | '2.7.0-dev'
