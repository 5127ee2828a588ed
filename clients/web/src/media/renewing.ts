import { type Attachment, type Store, writable } from '@parley/client';
import type { Renewals } from './renewals';

/** An attachment as it is shown: of an avatar no more is known than this. */
export interface Shown {
  readonly id: string;
  readonly url: string | null;
}

interface Renewed<Given extends Shown> {
  readonly attachment: Given | Attachment;
  /** Whether its URL has just failed, and no better one is known. */
  readonly isBroken: boolean;
  /** Counts the times that it was shown: the same URL may succeed in another try. */
  readonly tries: number;
}

/** One picture on the page. What shows it says how its URL fared. */
export interface Renewing<Given extends Shown> extends Store<Renewed<Given>> {
  readonly failed: () => void;
  readonly loaded: () => void;
  /** There is a connection again: what was given up is tried again. */
  readonly reconnected: () => void;
  /** Returns how to stop. */
  readonly start: () => () => void;
}

/** Milliseconds before each request, of those that come without a picture between them. Then it is given up. */
const PAUSES_MS = [0, 5_000, 30_000, 120_000] as const;

/**
 * Requests an attachment again when its URL fails, as URLs end after minutes; and again, later each time, while the request or the
 * new URL fails.
 */
export function createRenewing<Given extends Shown>(given: Given, renewals: Renewals): Renewing<Given> {
  const attachment = renewals.known(given.id) ?? given;
  const state = writable<Renewed<Given>>({ attachment, isBroken: false, tries: 0 });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isStopped = false;

  function failed(): void {
    clearTimeout(timer);
    state.update((before) => ({ ...before, isBroken: true }));
    const pauseMs = PAUSES_MS[failures++];
    if (pauseMs !== undefined && !isStopped) timer = setTimeout(() => void renew(), pauseMs);
  }
  async function renew(): Promise<void> {
    const renewed = await renewals.renew(given.id).catch(() => undefined);
    if (isStopped) return;
    if (renewed?.url) state.update(({ tries }) => ({ attachment: renewed, isBroken: false, tries: tries + 1 }));
    // where it is null, it is gone
    else if (renewed === undefined) failed();
  }
  return {
    ...state,
    failed,
    loaded() {
      failures = 0;
    },
    reconnected() {
      if (!state.get().isBroken) return;
      failures = 0;
      failed();
    },
    start() {
      isStopped = false;
      return () => {
        isStopped = true;
        clearTimeout(timer);
      };
    },
  };
}
