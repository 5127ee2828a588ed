import type { IncomingMessage } from 'node:http';
import proxyAddress from '@fastify/proxy-addr';

export type ClientAddress = (request: IncomingMessage) => string;

/**
 * The address that a request comes from: the nearest that is none of the trusted proxies, by its connection and its
 * `X-Forwarded-For`. Whoever is not trusted is believed nothing.
 */
export function clientAddressBehind(trusted: readonly string[]): ClientAddress {
  const isTrusted = proxyAddress.compile([...trusted]);
  return (request) => proxyAddress(request, isTrusted);
}
