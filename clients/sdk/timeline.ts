import type { ParleyError } from './errors.js';
import type { Message, PendingMessage } from './model.js';
import type { Store } from './store.js';

export interface MessageItem {
  readonly kind: 'message';
  /** The same before and after it was sent. */
  readonly key: string;
  readonly message: Message;
}

export interface PendingItem {
  readonly kind: 'pending';
  readonly key: string;
  readonly pending: PendingMessage;
}

/** Messages that are there and not loaded: `fill` loads some of them. */
export interface HoleItem {
  readonly kind: 'hole';
  readonly key: string;
  /** Position of what is known before it: the hole begins after. */
  readonly after: number;
  /** Position of what is known after it: the hole ends before. */
  readonly before: number;
}

export type TimelineItem = MessageItem | PendingItem | HoleItem;

export interface TimelineState {
  /** `gone`: there is no such conversation, or the viewer may not, or no longer, see it. */
  readonly status: 'loading' | 'ready' | 'failed' | 'gone';
  /** Oldest first; what is pending comes last. */
  readonly items: readonly TimelineItem[];
  /** Whether there is more before the first item. */
  readonly hasOlder: boolean;
  /** What is being loaded, so that it is said. */
  readonly loading: 'older' | 'newer' | 'around' | null;
  /** Position up to which it is known what happened. */
  readonly seq: number;
  /** Why loading failed last; null as soon as it succeeded. */
  readonly error: ParleyError | null;
}

/** A conversation's messages: a window that follows what happens while somebody listens, grows by paging, and lets go of what is far. */
export interface Timeline extends Store<TimelineState> {
  /** Loads what comes before the first item. Does nothing while it loads, or where there is no more. */
  readonly loadOlder: () => Promise<void>;
  /** Loads what comes after the last message that was loaded around a position. Nothing where the end is loaded. */
  readonly loadNewer: () => Promise<void>;
  /** Loads the latest messages where there is a hole shortly before them, or they are not loaded. */
  readonly loadLatest: () => Promise<void>;
  /** Loads the messages around a position; loaded ones stay, with a hole between. Before the first page, it replaces that. */
  readonly loadAround: (seq: number) => Promise<void>;
  /** Loads from the end of a hole, nearest to what comes after it. */
  readonly fill: (hole: HoleItem, from?: 'older' | 'newer') => Promise<void>;
  /** Reloads the first page immediately after it failed. */
  readonly retry: () => Promise<void>;
  /**
   * Unloads messages far older, or newer, than the one at a position, so that memory does not grow with scrolling. The newest
   * stay; a hole or `hasOlder` stands for the others, which can be loaded again. Does nothing while it loads.
   */
  readonly letGo: (side: 'older' | 'newer', seq: number) => void;
}
