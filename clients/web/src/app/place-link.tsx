import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { addressOf, go, type Place } from './place';

interface Props extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  to: Place;
}

/** A link within the page: another tab, window or a copy of the address work as with any link. */
export function PlaceLink({ to, onClick, ...props }: Props) {
  function follow(event: MouseEvent<HTMLAnchorElement>): void {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(to);
  }
  return <a {...props} href={addressOf(to)} onClick={follow} />;
}
