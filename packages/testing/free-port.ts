import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections, and to who asks for any port (RFC 6056, 3.2), and below those
 * of `infra/services` and of the embedded PostgreSQL. Browsers and `fetch` connect to all of them: 10080 is the last that
 * they block (https://fetch.spec.whatwg.org/#port-blocking).
 */
const [FIRST, END] = [10_112, 17_000];
/** Jest's workers take ports in turn: no two of one run are ever given the same port. */
const MOST_WORKERS = 64;
const worker = Number(process.env['JEST_WORKER_ID'] ?? 0) % MOST_WORKERS;
const PORTS_EACH = Math.floor((END - FIRST) / MOST_WORKERS);
let next = randomInt(PORTS_EACH);

/**
 * A port of 127.0.0.1 on which nobody listens. It stays free until it is used, also while other tests open connections and
 * take ports.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + MOST_WORKERS * next + worker;
    next = (next + 1) % PORTS_EACH;
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1');
  const isListening = await once(probe, 'listening').then(
    () => true,
    () => false,
  );
  if (!isListening) return false;
  probe.close();
  await once(probe, 'close');
  return true;
}
