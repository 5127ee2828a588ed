import { useRef, type MouseEvent } from 'react';
import { useParley } from '@parley/client/react';
import { useNotice } from '../app/notices';

/** Addresses of attachments are good for five minutes at most. */
const GOOD_MS = 2 * 60_000;

/** A click on a link whose address may have run out meanwhile: it is asked for anew, and then followed. */
export function useFresh(id: string, url: string | null): (event: MouseEvent<HTMLAnchorElement>) => Promise<void> {
  const parley = useParley();
  const { attempt } = useNotice();
  const since = useRef({ url, at: Date.now() });
  if (since.current.url !== url) since.current = { url, at: Date.now() };
  return async (event) => {
    if (Date.now() - since.current.at < GOOD_MS) return;
    event.preventDefault();
    const link = event.currentTarget;
    await attempt(
      parley.attachment(id).then((attachment) => {
        if (!attachment?.url) return;
        since.current = { url, at: Date.now() };
        link.href = attachment.url;
        link.click();
      }),
    );
  };
}
