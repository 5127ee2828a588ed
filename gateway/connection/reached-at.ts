import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** RFC 3986, 3.2.2: a name or an address, and a port. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/**
 * Under which origin a client reached the gateway (RFC 9110, 7.2), as `http://192.0.2.2:4000`. Behind a proxy that ends TLS
 * the scheme is that of the page, whose host is the same. Undefined where the header is none.
 */
export function reachedAt({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): string | undefined {
  const { host } = headers;
  if (!host || !HOST.test(host)) return undefined;
  return pageOf(headers, host) ?? `${'encrypted' in socket ? 'https' : 'http'}://${host}`;
}

function pageOf({ origin }: IncomingHttpHeaders, host: string): string | undefined {
  if (!origin || !URL.canParse(origin)) return undefined;
  const page = new URL(origin);
  return page.host === host && /^https?:$/.test(page.protocol) ? page.origin : undefined;
}
