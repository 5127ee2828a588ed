import { useRef, type MouseEvent, type SyntheticEvent } from 'react';
import { useParley } from '@parley/client/react';
import { useNotice } from '../app/notices';
import { GOOD_MS, renewalsOf } from './renewals';

/**
 * A link to an attachment whose URL may have ended. It gets another one when the pointer or the focus comes, so that it is good
 * for whatever is chosen of the browser's menu; a click waits for it.
 */
export function useFreshLink(id: string, url: string | null) {
  const parley = useParley();
  const { attempt } = useNotice();
  const since = useRef({ url, at: Date.now() });
  if (since.current.url !== url) since.current = { url, at: Date.now() };
  const isGood = () => Date.now() - since.current.at < GOOD_MS;

  async function renew(link: HTMLAnchorElement): Promise<void> {
    const attachment = await renewalsOf(parley).renew(id);
    if (!attachment?.url) return;
    since.current = { url, at: Date.now() };
    link.href = attachment.url;
  }
  function prepare({ currentTarget }: SyntheticEvent<HTMLAnchorElement>): void {
    // a click tells what is wrong
    if (!isGood()) void renew(currentTarget).catch(() => undefined);
  }
  async function follow(event: MouseEvent<HTMLAnchorElement>): Promise<void> {
    if (isGood()) return;
    event.preventDefault();
    const link = event.currentTarget;
    if ((await attempt(renew(link))) && isGood()) link.click();
  }
  return {
    href: url ?? undefined,
    onPointerEnter: prepare,
    onFocus: prepare,
    onClick: (event: MouseEvent<HTMLAnchorElement>) => void follow(event),
  };
}
