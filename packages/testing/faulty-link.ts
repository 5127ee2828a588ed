import { randomUUID } from 'node:crypto';
import { serviceUrl } from './services';
import { until } from './until';

/** A connection to a server through toxiproxy, which a test can break. */
export interface FaultyLink {
  /** The server's URL with another port. */
  readonly url: string;
  /** Ends all connections, and refuses new ones. */
  cut(): Promise<void>;
  /** The server still receives requests, but no response arrives. */
  silence(): Promise<void>;
  /** Undoes both. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

const SILENCE = 'silence';

const PATIENCE_MS = 300_000;

/**
 * Opens a link to `target`, at any address or at `at` (`host:port`), for which it waits until no other test uses it.
 * Errors: if the tests' servers do not include toxiproxy.
 */
export async function faultyLink(target: string, { at }: { at?: string } = {}): Promise<FaultyLink> {
  const name = at ?? randomUUID();
  const url = new URL(target);
  const create = () =>
    toxiproxy<{ listen: string }>('POST', '', { name, listen: at ?? '127.0.0.1:0', upstream: url.host });
  const { listen } = await (at
    ? until(create, { timeoutMs: PATIENCE_MS, everyMs: 200, what: `A link at ${at}` })
    : create());
  url.host = listen;
  let silent = false;
  return {
    url: url.href,
    cut: () => toxiproxy('POST', `/${name}`, { enabled: false }),
    async silence() {
      await toxiproxy('POST', `/${name}/toxics`, {
        ...{ name: SILENCE, type: 'timeout', stream: 'downstream' },
        attributes: { timeout: 0 },
      });
      silent = true;
    },
    async mend() {
      if (silent) await toxiproxy('DELETE', `/${name}/toxics/${SILENCE}`);
      silent = false;
      await toxiproxy('POST', `/${name}`, { enabled: true });
    },
    close: () => toxiproxy('DELETE', `/${name}`),
  };
}

/** https://github.com/Shopify/toxiproxy#http-api */
async function toxiproxy<T = void>(method: string, path: string, body?: Record<string, unknown>): Promise<T> {
  const answer = await fetch(`${serviceUrl('toxiproxy')}/proxies${path}`, { method, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`toxiproxy: ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}
