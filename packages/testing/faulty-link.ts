import { randomUUID } from 'node:crypto';
import { serviceUrl } from './services';
import { until } from './until';

/** A connection to a server that a test may break: toxiproxy stands between. */
export interface FaultyLink {
  /** As the server's own, with another port. */
  readonly url: string;
  /** Ends the connections that there are, and refuses others. */
  cut(): Promise<void>;
  /** The server goes on hearing what it is told, but no answer arrives. */
  silence(): Promise<void>;
  /** Undoes both. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

const SILENCE = 'silence';

const PATIENCE_MS = 300_000;

/**
 * A link to `target`, at any address, or at the one (`host:port`) that is told: then it waits until nobody else has it.
 * Errors: toxiproxy is not one of the servers that the tests have.
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
