/** The server's clock in whole seconds, the only precision its database has. */
export type Seconds = () => number
