import { BlockList, isIP } from 'node:net'
import type { LookUp } from './service.js'

/**
 * Returns why an address leads into a private network, or `null` if it does not. Wallabag fetches
 * any address from its own network, so a private address would bring pages into the library that
 * only that network may see. The addresses of a host name are checked too. A name that cannot be
 * resolved is left to Wallabag.
 */
export async function whyPrivate(url: string, lookUp: LookUp): Promise<string | null> {
  const parsed = parse(url)
  if (parsed === null) return null
  const { protocol, hostname } = parsed
  if (protocol !== 'http:' && protocol !== 'https:') return null
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (isIP(host)) return isPrivate(host) ? `${host} is an address in a private network` : null
  if (!host.includes('.') || privateNames.test(host))
    return `${host} is a name in a private network`
  const addresses = await lookUp(host)
  const inside = addresses.find(isPrivate)
  return inside === undefined
    ? null
    : `${host} resolves to ${inside}, an address in a private network`
}

/** Names that are not in the public DNS. */
const privateNames =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid|onion)$/i

const blocked = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  blocked.addSubnet(network, bits, 'ipv4')
}
for (const [network, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
  // These networks contain IPv4 addresses, which may be private.
  ['64:ff9b::', 96],
  ['2002::', 16],
] as const) {
  blocked.addSubnet(network, bits, 'ipv6')
}

function isPrivate(address: string): boolean {
  const kind = isIP(address)
  if (kind === 4) return blocked.check(address, 'ipv4')
  // The list also matches IPv4 addresses that are written as IPv6.
  return kind === 6 && blocked.check(address, 'ipv6')
}

/**
 * `URL.canParse` would be shorter, but gives wrong answers in a process that has run for a while
 * (Node 20 and 22).
 */
function parse(url: string): URL | null {
  try {
    return new URL(url)
  } catch {
    return null
  }
}
