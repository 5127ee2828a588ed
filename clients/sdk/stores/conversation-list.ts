import type { ConversationList, ConversationListState } from '../api.js';
import { mayPass, parleyError } from '../errors.js';
import {
  ConversationsDocument,
  ConversationSummaryDocument,
  InboxEventsDocument,
  MeDocument,
  ReadStateChangesDocument,
  type EventPartsFragment,
} from '../generated/graphql.js';
import type { ConversationSummary, ReadState } from '../model.js';
import { derived, writable } from '../store.js';
import type { Wire } from '../sync/feed.js';
import { afterEvent, isUnclear, latestFirst, type Entries } from '../sync/entries.js';
import { backoffMs, createRetries } from '../transport/backoff.js';
import { sink } from './latest.js';

interface Options extends Wire {
  readonly viewerId: () => string | null;
}

export interface LiveConversationList extends ConversationList {
  readonly entry: (id: string) => ConversationSummary | undefined;
  readonly hasRead: (id: string, readState: ReadState) => void;
  readonly forget: (id: string) => void;
  readonly look: (id: string) => Promise<void>;
  readonly clear: () => void;
  /** Somebody else is signed in: reads anew, if somebody listens. */
  readonly restart: () => void;
}

interface State {
  readonly status: ConversationListState['status'];
  readonly entries: Entries;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  readonly error: ConversationListState['error'];
}

const PAGE = 50;
const MOST_POSITIONS = 1_000;
const EMPTY: State = { status: 'loading', entries: new Map(), hasMore: false, loadingMore: false, error: null };

/**
 * Read by pages, and from there on told by `inboxEvents`; after a cut the pages are read again, as read states of other
 * devices are not told afterwards.
 */
export function createConversationList({ ask, live, connection, pause, viewerId }: Options): LiveConversationList {
  const state = writable<State>(EMPTY, { start, pause });
  const change = (changes: Partial<State>) => state.update((before) => ({ ...before, ...changes }));
  const put = (entry: ConversationSummary) =>
    state.update((before) => ({ ...before, entries: new Map(before.entries).set(entry.id, entry) }));
  let cursor: string | null = null;
  let since: number | null = null;
  let ends: (() => void)[] = [];
  let refreshing: Promise<void> | undefined;
  const looking = new Map<string, Promise<void>>();

  function start(): () => void {
    void begin();
    return () => {
      ends.forEach((end) => end());
      ends = [];
    };
  }

  async function begin(): Promise<void> {
    const mine: typeof ends = [];
    ends = mine;
    mine.push(connection.onReturn(refresh));
    mine.push(
      live.listen(
        ReadStateChangesDocument,
        () => ({}),
        sink(({ readStateChanges }) => {
          for (const { conversation, ...readState } of readStateChanges) hasRead(conversation.id, readState);
        }),
      ),
    );
    await readFirst(mine);
    if (ends === mine) mine.push(hearInbox(mine));
  }

  /** However long it takes, unless the answer will be the same. */
  async function readFirst(mine: typeof ends): Promise<void> {
    const retries = createRetries();
    for (await refresh(); ends === mine; await refresh()) {
      const { status, error } = state.get();
      if (status === 'ready' || !error || !mayPass(error)) return;
      await pause.wait(Math.max(retries.waitMs(), error.retryAfterMs ?? 0));
    }
  }

  /** However it ends, what is missed is read, and it is heard again. `mine`: the ends of what was begun with it. */
  function hearInbox(mine: typeof ends, failures = 0): () => void {
    let failed = failures;
    return live.listen(InboxEventsDocument, () => ({ after: positions(), since }), {
      next(result, seq) {
        failed = 0;
        if (result) take(result.inboxEvents);
        else if (seq) refreshing ??= pause.wait(LOOK_MS).then(refreshOnce);
      },
      error(error) {
        if (error.code !== 'RESYNC_REQUIRED') change({ error });
        // whoever signs in begins anew
        if (error.code !== 'UNAUTHENTICATED') void hearAgain(mine, failed);
      },
    });
  }

  async function hearAgain(mine: typeof ends, failures: number): Promise<void> {
    await pause.wait(backoffMs(failures));
    if (ends !== mine) return;
    await refresh();
    if (ends === mine) mine.push(hearInbox(mine, failures + 1));
  }

  const positions = () =>
    latestFirst(state.get().entries)
      .slice(0, MOST_POSITIONS)
      .map(({ id, seq, epoch }) => ({ conversationId: id, seq, epoch }));

  /** Once for all events that came meanwhile and could not be read. */
  function refreshOnce(): Promise<void> {
    refreshing = undefined;
    return refresh();
  }

  /** As many as there are, so that none of them stays as it was. */
  async function refresh(): Promise<void> {
    try {
      since = (await ask(MeDocument, {})).me.seq;
      const first = Math.min(100, Math.max(PAGE, state.get().entries.size));
      await page(null, first);
    } catch (error) {
      change({ error: parleyError(error), ...(state.get().entries.size === 0 && { status: 'failed' }) });
    }
  }

  async function page(after: string | null, first: number): Promise<void> {
    const { conversations } = await ask(ConversationsDocument, { first, after });
    const { edges, pageInfo } = conversations;
    cursor = pageInfo.endCursor;
    state.update((before) => {
      const entries = new Map(after === null ? [] : before.entries);
      for (const { node } of edges) {
        const known = before.entries.get(node.id);
        const isBehind = known?.epoch === node.epoch && known.seq > node.seq;
        entries.set(node.id, isBehind ? { ...known, readState: node.readState } : node);
      }
      return { ...before, status: 'ready', entries, hasMore: pageInfo.hasNextPage, error: null };
    });
  }

  function take(event: EventPartsFragment): void {
    const { conversationId: id } = event;
    const entry = state.get().entries.get(id);
    if (entry && event.seq <= entry.seq) return;
    if (event.__typename === 'MemberLeft' && event.user?.id === viewerId()) return forget(id);
    if (!entry || event.seq > entry.seq + 1) return void look(id);
    put(afterEvent(entry, event, viewerId()));
    if (isUnclear(entry, event)) void look(id);
  }

  /** Reads one of them, once however often it is asked for meanwhile. */
  function look(id: string): Promise<void> {
    return looking.get(id) ?? lookOnce(id);
  }

  function lookOnce(id: string): Promise<void> {
    const release = pause.hold();
    const reading = pause
      .wait(LOOK_MS)
      .then(() => {
        looking.delete(id);
        return ask(ConversationSummaryDocument, { id });
      })
      .then(({ conversation }) => {
        const known = state.get().entries.get(id);
        if (!conversation?.readState) forget(id);
        else if (!known || conversation.seq >= known.seq) put(conversation);
      })
      .catch(() => undefined)
      .finally(release);
    looking.set(id, reading);
    return reading;
  }

  function hasRead(id: string, readState: ReadState): void {
    const entry = state.get().entries.get(id);
    if (entry && readState.lastReadSeq >= (entry.readState?.lastReadSeq ?? 0)) put({ ...entry, readState });
  }

  function forget(id: string): void {
    state.update((before) => {
      const entries = new Map(before.entries);
      return entries.delete(id) ? { ...before, entries } : before;
    });
  }

  const shown = derived([state] as const, shownState);
  return {
    get: shown.get,
    subscribe: shown.subscribe,
    refresh,
    async loadMore() {
      const { hasMore, loadingMore } = state.get();
      if (!hasMore || loadingMore) return;
      change({ loadingMore: true });
      try {
        await page(cursor, PAGE);
      } finally {
        change({ loadingMore: false });
      }
    },
    entry: (id) => state.get().entries.get(id),
    hasRead,
    forget,
    look,
    clear: () => state.set(EMPTY),
    restart() {
      if (ends.length === 0) return;
      ends.forEach((end) => end());
      void begin();
    },
  };
}

const LOOK_MS = 100;

function shownState({ status, entries, hasMore, loadingMore, error }: State): ConversationListState {
  const conversations = latestFirst(entries);
  const sum = (count: (readState: ReadState) => number) =>
    conversations.reduce((all, { readState }) => all + (readState ? count(readState) : 0), 0);
  return {
    ...{ status, conversations, hasMore, loadingMore, error },
    unread: sum(({ unread }) => unread),
    mentions: sum(({ mentions }) => mentions),
  };
}
