import { mayPass, parleyError, ParleyError } from '../errors.js';
import type { ConversationDetails } from '../model.js';
import { reduceConversation } from '../reducer/conversation.js';
import type { ConversationEvent } from '../reducer/event.js';
import { withoutFar, withPage, type Limits, type Page } from '../reducer/pages.js';
import { emptyWindow, type ConversationWindow } from '../reducer/window.js';
import { writable, type Store } from '../store.js';
import { backoffMs, createRetries } from '../transport/backoff.js';
import type { Pause } from '../transport/pause.js';
import type { Feed } from './feed.js';
import type { Cursor } from './pages.js';

export interface ViewState {
  readonly status: 'loading' | 'ready' | 'failed' | 'gone';
  readonly window: ConversationWindow | undefined;
  readonly loading: 'older' | 'newer' | 'around' | null;
  readonly error: ParleyError | null;
}

/** Where a view's messages come from. */
export interface ViewSource {
  /** Null where there is nothing, or nothing to be seen. */
  readonly read: (cursor: Cursor) => Promise<{ details: ConversationDetails; page: Page } | null>;
  /** Of a message that is not loaded: the root of its thread, as it is. */
  readonly rootOf: (messageId: string) => Promise<Root | null>;
  /** Whether something that happens is about it. */
  readonly concerns: (event: ConversationEvent) => boolean;
}

export interface Root {
  readonly id: string;
  readonly replyCount: number;
  readonly asOf: number;
}

/** A window that follows the feed while somebody listens. */
export interface View extends Store<ViewState> {
  readonly load: (cursor: Cursor, as: NonNullable<ViewState['loading']>) => Promise<void>;
  /** Reloads the first page after it failed. */
  readonly retry: () => Promise<void>;
  /** Nothing while it loads: what is read is next to what is there. */
  readonly letGo: (side: 'older' | 'newer', seq: number) => void;
}

interface ViewParts {
  readonly feed: Feed;
  readonly source: ViewSource;
  readonly pause: Pause;
  /** Called with each event, once it is in the window. */
  readonly heard?: (event: ConversationEvent) => void;
  readonly limits?: Limits;
}

/** Attempts to read a page that is not older than the known events. */
const PAGE_TRIES = 3;

/** Some pages on either side, and one at the end. */
const LIMITS: Limits = { beside: 150, max: 300, newest: 50 };

export function createView({ feed, source, pause, heard, limits = LIMITS }: ViewParts): View {
  const state = writable<ViewState>(
    { status: 'loading', window: undefined, loading: null, error: null },
    { start, pause },
  );
  const change = (changes: Partial<ViewState>) => state.update((before) => ({ ...before, ...changes }));
  let listening = 0;
  let unfollow: (() => void) | undefined;
  let first: Cursor = {};
  let opening: Promise<void> | undefined;
  let loading: Promise<void> | undefined;
  const retries = createRetries();
  /** Refused subscriptions since the last event: a conversation that can be read but not followed is not retried forever. */
  let refusals = 0;

  function start(): () => void {
    const mine = ++listening;
    void open(mine);
    return () => {
      listening += 1;
      unfollow?.();
      unfollow = undefined;
    };
  }

  /** Reads the first page, however long it takes, and follows from there; ends where there is nothing to be seen. */
  async function open(mine: number): Promise<void> {
    while (mine === listening && !state.get().window) {
      opening ??= readFirst().finally(() => (opening = undefined));
      await opening;
      const { window, error } = state.get();
      if (!window && !(error && mayPass(error))) return;
      if (error) await pause.wait(Math.max(retries.waitMs(), error.retryAfterMs ?? 0));
    }
    if (mine === listening && state.get().window) follow();
  }

  /** With a backoff, in case the service says so repeatedly. */
  async function reopen(mine: number): Promise<void> {
    change({ window: undefined, status: 'loading' });
    await pause.wait(retries.waitMs());
    await open(mine);
  }

  /** Immediately, whether it waits for the next attempt or has given up. */
  async function retry(): Promise<void> {
    const { status, error } = state.get();
    if (status !== 'failed' || opening) return;
    if (error && mayPass(error)) pause.hurry();
    else await open(listening);
  }

  async function readFirst(): Promise<void> {
    try {
      const found = await source.read(first);
      if (!found) return change({ status: 'gone', error: null });
      const { details, page } = found;
      const window = withPage(emptyWindow({ ...details, seq: page.asOf }), page);
      change({ status: 'ready', window, error: null });
      retries.works();
    } catch (error) {
      change({ status: 'failed', error: parleyError(error) });
    }
  }

  function follow(): void {
    unfollow?.();
    unfollow = feed.follow({
      position: () => state.get().window!.position,
      event: take,
      resync: () => void reopen(listening),
      gone: (error) => ended(error),
    });
  }

  /** Somebody who left a public channel may still read it: reloading tells. */
  function ended(error: ParleyError): void {
    const isGone = error.code === 'NOT_FOUND';
    if (!isGone || refusals++ > 0) return change({ status: isGone ? 'gone' : 'failed', window: undefined, error });
    change({ window: undefined, status: 'loading' });
    void open(listening);
  }

  function take(event: ConversationEvent): void {
    const { window } = state.get();
    if (!window) return;
    refusals = 0;
    const concerning = source.concerns(event) ? event : hidden(event);
    change({ window: reduceConversation(window, concerning) });
    heard?.(event);
    recountAfter(window, [concerning]);
  }

  /** Where a message went that is not loaded, its root has a reply less: the event does not say which that is. */
  function recountAfter(window: ConversationWindow, events: readonly ConversationEvent[]): void {
    for (const event of events)
      if (event.__typename === 'MessageDeleted' && !window.messages.has(event.messageId) && hasReplies(window))
        void recount(event.messageId);
  }

  async function recount(messageId: string): Promise<void> {
    for (let failures = 0; ; failures++)
      try {
        const root = await source.rootOf(messageId);
        const { window } = state.get();
        const known = root && window?.messages.get(root.id);
        if (!window || !known) return;
        const page = { asOf: root.asOf, range: NOTHING, messages: [{ ...known.message, replyCount: root.replyCount }] };
        return change({ window: withPage(window, page, feed.recent().filter(source.concerns)) });
      } catch (error) {
        if (failures >= PAGE_TRIES || !parleyError(error).retryable) return;
        await pause.wait(backoffMs(failures));
      }
  }

  async function load(cursor: Cursor, as: NonNullable<ViewState['loading']>): Promise<void> {
    if (!state.get().window) {
      first = cursor;
      // whoever begins to listen meanwhile waits for it
      if (listening === 0) return (opening ??= readFirst().finally(() => (opening = undefined)));
      if (!opening) return;
    }
    // scrolling repeats its requests, a jump to a position does not: it waits for what is loading
    if (as === 'around') while (opening ?? loading) await (opening ?? loading)?.catch(() => undefined);
    if (opening || loading || !state.get().window) return;
    await (loading = loadAs(cursor, as).finally(() => (loading = undefined)));
  }

  async function loadAs(cursor: Cursor, as: NonNullable<ViewState['loading']>): Promise<void> {
    change({ loading: as });
    try {
      await loadPage(cursor);
    } catch (error) {
      change({ loading: null, error: parleyError(error) });
      throw parleyError(error);
    }
  }

  async function loadPage(cursor: Cursor): Promise<void> {
    for (let tries = 0; tries < PAGE_TRIES; tries++) {
      const found = await source.read(cursor);
      const { window } = state.get();
      if (!found || !window) return change({ loading: null, error: null });
      const recent = feed.recent();
      const isCovered = found.page.asOf >= window.position.seq || (recent[0] && recent[0].seq <= found.page.asOf + 1);
      if (found.details.epoch !== window.position.epoch || !isCovered) continue;
      const since = recent.filter(source.concerns).filter(({ seq }) => seq > found.page.asOf);
      const paged = withPage(window, found.page, since);
      change({ window: paged, loading: null, error: null });
      return recountAfter(paged, since);
    }
    throw new ParleyError('The conversation changes too fast', { code: 'UNAVAILABLE' });
  }

  function letGo(side: 'older' | 'newer', seq: number): void {
    const { window, loading } = state.get();
    if (!window || loading) return;
    const left = withoutFar(window, { side, seq }, limits);
    if (left !== window) change({ window: left });
  }

  return { get: state.get, subscribe: state.subscribe, load, retry, letGo };
}

const NOTHING = { from: 1, to: 0 };

const hasReplies = ({ messages }: ConversationWindow): boolean =>
  [...messages.values()].some(({ message }) => message.replyCount > 0);

/** It still moves the position. */
const hidden = ({ conversationId, seq, at, actor }: ConversationEvent): ConversationEvent => ({
  __typename: 'EventHidden',
  ...{ conversationId, seq, at, actor },
});
