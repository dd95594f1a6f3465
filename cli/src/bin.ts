#!/usr/bin/env node
import { version } from './version.js'

// The version is printed before anything else is loaded, so that it takes no longer than starting
// Node.
const [argument] = process.argv.slice(2)
if (argument === '--version' || argument === '-V') process.stdout.write(`${version}\n`)
else await import('./main.js').then(({ main }) => main(process.argv))
