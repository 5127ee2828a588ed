import ipaddr from 'ipaddr.js';

const { IPv6 } = ipaddr;

/**
 * The network that limits count as one client: of IPv4 the address, of IPv6 its first 64 bits, which one subscriber usually
 * has for itself (RFC 6177). Empty for what is not an address.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return '';
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof IPv6)) return parsed.toString();
  return `${new IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`;
}

/**
 * The part of the internet that an address is in, as people are known by it: of IPv4 the first 24 bits, of IPv6 the first 48,
 * which a site has at most (RFC 6177). Empty for what is not an address.
 */
export function wideNetworkOf(address: string): string {
  if (!ipaddr.isValid(address)) return '';
  const parsed = ipaddr.process(address);
  if (parsed instanceof IPv6) return `${new IPv6([...parsed.parts.slice(0, 3), 0, 0, 0, 0, 0]).toString()}/48`;
  return `${parsed.toString().split('.').slice(0, 3).join('.')}.0/24`;
}
