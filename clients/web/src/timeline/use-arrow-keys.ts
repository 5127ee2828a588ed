import { useLayoutEffect, useState, type FocusEvent, type KeyboardEvent, type RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { Row } from './rows';

interface Options {
  rows: readonly Row[];
  scroller: RefObject<HTMLElement | null>;
  list: RefObject<VirtualizerHandle | null>;
  /** Key of the row that Tab leads to. */
  stop: string | null;
  setStop: (key: string | null) => void;
  composer: RefObject<HTMLTextAreaElement | null>;
}

/** From message to message by ↑ and ↓, Home and End; Escape goes to the composer. */
export function useArrowKeys({ rows, scroller, list, stop, setStop, composer }: Options) {
  const [wanted, setWanted] = useState<number | null>(null);
  const messages = rows.flatMap((row, index) =>
    row.kind === 'message' ? [{ key: row.key, index, id: row.item.message.id }] : [],
  );

  // what was let go, far from here, takes no focus with it
  const isGone = stop !== null && !messages.some(({ key }) => key === stop);
  useLayoutEffect(() => {
    if (!isGone) return;
    setStop(null);
    setWanted(null);
    if (document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
  }, [isGone, setStop, scroller]);

  function goTo(next: (typeof messages)[number] | undefined): void {
    if (!next) return;
    setStop(next.key);
    setWanted(next.index);
    list.current?.scrollToIndex(next.index, { align: 'nearest' });
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`.timeline [data-message="${next.id}"]`)?.focus({ preventScroll: true }),
    );
  }

  function press(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.key === 'Escape') return composer.current?.focus();
    const isOnMessage = target.matches('article');
    if (!isOnMessage && target !== event.currentTarget) return;
    const at = isOnMessage ? messages.findIndex(({ id }) => id === target.dataset['message']) : messages.length;
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: messages.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    goTo(messages[Math.max(0, to)]);
  }

  function follow({ target }: FocusEvent): void {
    const id = target.closest<HTMLElement>('article')?.dataset['message'];
    const on = messages.find((one) => one.id === id);
    if (on && on.key !== stop) setStop(on.key);
  }
  const focused = messages.find(({ key }) => key === stop)?.index ?? wanted;
  return { press, follow, kept: focused !== null && focused < rows.length ? [focused] : [] };
}
