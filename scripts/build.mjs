// Bundles the packages. Not by the command `tsdown`: on Node 20 that prints that it will leave it behind.
import { build } from 'tsdown'

await build({ logLevel: 'warn' })
