/** The version of this server. A test compares it with package.json. */
export const version = '0.1.0'
