#!/usr/bin/env node
import { version } from './version.js'

// The version is told before anything else is loaded: it should take no longer than Node itself.
const [argument] = process.argv.slice(2)
if (argument === '--version' || argument === '-V') process.stdout.write(`${version}\n`)
else await import('./main.js').then(({ main }) => main(process.argv))
