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
    const answer = await fetch(url, { method: 'POST', headers, body, signal }).catch((error: unknown) => {
      throw unavailable('The CDN can not be reached', error);
    });
    await answer.body?.cancel();
    if (!answer.ok) throw unavailable(`The CDN did not purge: ${answer.status}`);
  },
});
