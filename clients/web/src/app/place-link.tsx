import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { addressOf, go, type Place } from './place';

interface Props extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  to: Place;
  /** Called once it has been followed, here and not in another tab. */
  onFollow?: () => void;
}

/** A link within the page: another tab, window or a copy of the address work as with any link. */
export function PlaceLink({ to, onClick, onFollow, ...props }: Props) {
  function follow(event: MouseEvent<HTMLAnchorElement>): void {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(to);
    onFollow?.();
  }
  return <a {...props} href={addressOf(to)} onClick={follow} />;
}
