/** The version of this server; a test holds it against package.json. */
export const version = '0.1.0'
