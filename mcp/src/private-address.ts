import { BlockList, isIP } from 'node:net'
import type { LookUp } from './service.js'

/**
 * Why an address is not one of the open web, or `null` when it is. Wallabag fetches whatever it is
 * given, from where it stands: an address of its own network would put into the library what only
 * that network may see. A name is looked up too; one that cannot be found is left to Wallabag.
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

/** Names that no public register gives away. */
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
  // These carry an address of IPv4 to wherever it leads.
  ['64:ff9b::', 96],
  ['2002::', 16],
] as const) {
  blocked.addSubnet(network, bits, 'ipv6')
}

function isPrivate(address: string): boolean {
  const kind = isIP(address)
  if (kind === 4) return blocked.check(address, 'ipv4')
  // An address of IPv4 that is written as one of IPv6 is checked as the former.
  return kind === 6 && blocked.check(address, 'ipv6')
}

/** Asked of `new URL`, since `URL.canParse` turns wrong in a warm process (Node 20 and 22). */
function parse(url: string): URL | null {
  try {
    return new URL(url)
  } catch {
    return null
  }
}
