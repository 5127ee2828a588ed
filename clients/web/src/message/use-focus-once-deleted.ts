import { useEffect, useRef, type RefObject } from 'react';

/**
 * Whoever deletes a message goes on from where it was: its buttons, and what asked for it, are gone then. To be called
 * when they do.
 */
export function useFocusOnceDeleted(place: RefObject<HTMLElement | null>, deletedAt: string | null): () => void {
  const isTheirs = useRef(false);
  useEffect(() => {
    if (deletedAt === null || !isTheirs.current) return undefined;
    // not before the dialog has given back the focus, or found nobody to give it to
    const frame = requestAnimationFrame(() => {
      if (document.activeElement === document.body) place.current?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [place, deletedAt]);
  return () => void (isTheirs.current = true);
}
