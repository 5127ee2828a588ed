import { useEffect, useEffectEvent, useRef, type RefObject } from 'react';

interface Options {
  readonly id: string;
  readonly isReady: boolean;
  /** Whether nothing else is looked at beside it. */
  readonly isWanted: boolean;
}

const listeners = new Set<(conversationId: string) => void>();

/** Somebody has chosen a conversation, maybe the one that is open: they go on writing there. */
export function goOnWriting(conversationId: string): void {
  for (const listener of [...listeners]) listener(conversationId);
}

/** On a machine with a keyboard the cursor goes to where one writes; on a phone no keyboard jumps up. */
export function useFocusToWrite(field: RefObject<HTMLElement | null>, { id, isReady, isWanted }: Options): void {
  const isDone = useRef(false);
  const focus = useEffectEvent(() => {
    if (isWanted && matchMedia('(pointer: fine)').matches) field.current?.focus({ preventScroll: true });
  });
  useEffect(() => focus(), []);
  // what opened it may have given the focus back to where it was meanwhile
  useEffect(() => {
    if (!isReady || isDone.current) return;
    isDone.current = true;
    if (!isWriting()) focus();
  }, [isReady]);
  useEffect(() => {
    const hear = (chosen: string) => {
      if (chosen === id) focus();
    };
    listeners.add(hear);
    return () => void listeners.delete(hear);
  }, [id]);
}

const isWriting = (): boolean => document.activeElement?.matches('input, textarea, [contenteditable]') ?? false;
