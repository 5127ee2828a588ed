import { derived, type Store } from '../store.js';
import type { PendingMessage } from '../model.js';
import type { HoleItem, Timeline, TimelineState } from '../timeline.js';
import { itemsOf } from '../sync/items.js';
import type { View, ViewState } from '../sync/view.js';

interface Parts {
  readonly view: View;
  /** Of this conversation, or thread. */
  readonly pending: Store<readonly PendingMessage[]>;
  readonly viewerId: Store<string | null>;
  /** Threads are only read from the first reply on. */
  readonly forwardOnly?: boolean;
}

/** Less than a screen shows. */
const FEW = 25;

/** A view with what is pending, as a timeline. */
export function createTimeline({ view, pending, viewerId, forwardOnly = false }: Parts): Timeline {
  // made anew only when one of them changes: to begin to load is no reason
  const items = derived([derived([view] as const, ({ window }) => window), pending, viewerId] as const, itemsOf);
  const state = derived([view, items] as const, timelineState);
  const ranges = () => view.get().window?.ranges ?? [];
  return {
    get: state.get,
    subscribe: state.subscribe,
    async loadOlder() {
      const [oldest] = ranges();
      if (!oldest || oldest.from > 1) await view.load(oldest ? { before: oldest.from } : {}, 'older');
    },
    async loadNewer() {
      const before = ranges().at(-2);
      if (before) await view.load({ after: before.to }, 'newer');
    },
    async loadLatest() {
      const [latest, before] = ranges().toReversed();
      if (!latest || !before) return;
      const loaded = items.get().filter((item) => item.kind === 'message' && item.message.seq >= latest.from);
      if (loaded.length < FEW) await view.load({}, 'around');
    },
    async loadAround(seq) {
      if (!ranges().some(({ from, to }) => from <= seq && seq <= to)) await view.load({ around: seq }, 'around');
    },
    fill: ({ after, before }: HoleItem, from = 'newer') =>
      from === 'newer' && !forwardOnly ? view.load({ before }, 'older') : view.load({ after }, 'newer'),
    retry: view.retry,
    letGo: view.letGo,
  };
}

const timelineState = (
  { status, window, loading, error }: ViewState,
  items: TimelineState['items'],
): TimelineState => ({
  status,
  items,
  hasOlder: (window?.ranges[0]?.from ?? 1) > 1,
  loading,
  seq: window?.position.seq ?? 0,
  error,
});
