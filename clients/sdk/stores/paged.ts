import { parleyError, type ParleyError } from '../errors.js';
import { writable, type Store } from '../store.js';
import type { Pause } from '../transport/pause.js';

export interface PagedState<Item> {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly items: readonly Item[];
  readonly totalCount: number;
  readonly hasMore: boolean;
  readonly error: ParleyError | null;
}

export interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly totalCount?: number;
  readonly cursor: string | null;
  readonly hasMore: boolean;
}

export interface Paged<Item> extends Store<PagedState<Item>> {
  readonly loadMore: () => Promise<void>;
}

/** A list that is read page by page, the first one as soon as somebody listens. */
export function paged<Item>(read: (after: string | null) => Promise<PageOf<Item>>, pause: Pause): Paged<Item> {
  const state = writable<PagedState<Item>>(
    { status: 'loading', items: [], totalCount: 0, hasMore: false, error: null },
    {
      pause,
      start() {
        if (!reading && state.get().status !== 'ready') void next();
        return () => undefined;
      },
    },
  );
  let cursor: string | null = null;
  let reading: Promise<void> | undefined;

  const next = (): Promise<void> => (reading ??= page().finally(() => (reading = undefined)));

  async function page(): Promise<void> {
    try {
      const { items, totalCount = 0, hasMore, cursor: end } = await read(cursor);
      cursor = end;
      state.update((before) => ({
        status: 'ready',
        items: [...before.items, ...items],
        totalCount,
        hasMore,
        error: null,
      }));
    } catch (error) {
      state.update((before) => ({ ...before, status: 'failed', error: parleyError(error) }));
    }
  }

  return { get: state.get, subscribe: state.subscribe, loadMore: next };
}
