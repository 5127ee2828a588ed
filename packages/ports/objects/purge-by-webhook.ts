import { unavailable } from '@parley/contracts/errors';
import type { Cdn } from './cdn';

interface WebhookOptions {
  url: string;
  timeoutMs?: number;
}

/** Sends `{"paths":["/objects/…"]}` with POST to something that knows the CDN's own API. */
export const purgeByWebhook = ({ url, timeoutMs = 5_000 }: WebhookOptions): Cdn => ({
  async purge(keys) {
    const body = JSON.stringify({ paths: keys.map((key) => `/objects/${key}`) });
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: 'POST', headers, body, signal }).catch((error: unknown) => {
      throw unavailable('The CDN can not be reached', error);
    });
    await response.body?.cancel();
    if (!response.ok) throw unavailable(`The CDN did not purge: ${response.status}`);
  },
});
