import type { ConversationList, ConversationListState, ConversationResults } from '../api.js';
import { mayPass, parleyError } from '../errors.js';
import {
  ChannelsDocument,
  ConversationsDocument,
  ConversationSummaryDocument,
  InboxEventsDocument,
  MeDocument,
  ReadStateChangesDocument,
  UnreadConversationsDocument,
  type UnreadConversationsQuery,
} from '../generated/graphql.js';
import type { ConversationSummary, ReadState } from '../model.js';
import type { ConversationEvent } from '../reducer/event.js';
import { isUnclear, latestFirst, reduceSummary, withLatestRead, type Summaries } from '../reducer/summary.js';
import { derived, writable } from '../store.js';
import type { Wire } from '../sync/feed.js';
import { backoffMs, createRetries } from '../transport/backoff.js';
import { conversationResults } from './conversation-results.js';
import { sink } from './latest.js';

interface Options extends Wire {
  readonly viewerId: () => string | null;
  /** Called for a conversation that the viewer is no member of any more. */
  readonly left?: (id: string) => void;
}

export interface LiveConversationList extends ConversationList {
  readonly entry: (id: string) => ConversationSummary | undefined;
  readonly hasRead: (id: string, readState: ReadState) => void;
  readonly forget: (id: string) => void;
  readonly look: (id: string) => Promise<void>;
  readonly clear: () => void;
  /** Somebody else is signed in: reads anew, if somebody listens. */
  readonly restart: () => void;
  readonly channels: (words: string) => ConversationResults;
}

interface State {
  readonly status: ConversationListState['status'];
  readonly entries: Summaries;
  /** Of conversations that are not loaded: those with something unread. */
  readonly unloaded: ReadonlyMap<string, ReadState>;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  readonly error: ConversationListState['error'];
}

const PAGE = 50;
const MOST_AT_ONCE = 100;
const MOST_POSITIONS = 1_000;
const EMPTY: State = {
  ...{ status: 'loading', entries: new Map(), unloaded: new Map(), hasMore: false, loadingMore: false, error: null },
};

/**
 * Loads pages, then follows `inboxEvents`. After the connection was lost it reloads the pages: there are no events for read
 * states that changed on other devices meanwhile.
 */
export function createConversationList(options: Options): LiveConversationList {
  const { request, live, connection, pause, viewerId, left = () => undefined } = options;
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

  /** Retries until it succeeds, unless the error would stay the same. */
  async function readFirst(mine: typeof ends): Promise<void> {
    const retries = createRetries();
    for (await refresh(); ends === mine; await refresh()) {
      const { status, error } = state.get();
      if (status === 'ready' || !error || !mayPass(error)) return;
      await pause.wait(Math.max(retries.waitMs(), error.retryAfterMs ?? 0));
    }
  }

  /** However the subscription ends, reloads and subscribes again. `mine`: what to end with it. */
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
        if (error.code !== 'UNAUTHENTICATED') void resubscribe(mine, failed);
      },
    });
  }

  async function resubscribe(mine: typeof ends, failures: number): Promise<void> {
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
      since = (await request(MeDocument, {})).me.seq;
      const nodes = await read(null, Math.max(PAGE, state.get().entries.size));
      const before = state.get().entries;
      show(nodes, new Map());
      // left, or come to the front meanwhile: what moves between two pages is on neither
      const { entries } = state.get();
      for (const id of before.keys()) if (!entries.has(id)) void look(id);
      await countUnloaded();
    } catch (error) {
      change({ error: parleyError(error), ...(state.get().entries.size === 0 && { status: 'failed' }) });
    }
  }

  /** The next ones, `count` if there are as many. */
  async function read(after: string | null, count: number): Promise<readonly ConversationSummary[]> {
    const nodes: ConversationSummary[] = [];
    for (let from = after; ;) {
      const first = Math.min(MOST_AT_ONCE, count - nodes.length);
      const { edges, pageInfo } = (await request(ConversationsDocument, { first, after: from })).conversations;
      nodes.push(...edges.map(({ node }) => node));
      from = pageInfo.endCursor;
      if (pageInfo.hasNextPage && edges.length > 0 && nodes.length < count) continue;
      cursor = from;
      change({ hasMore: pageInfo.hasNextPage });
      return nodes;
    }
  }

  /** Adds to `shown` what was read; of what is known already, what is newer stays. */
  function show(nodes: readonly ConversationSummary[], shown: Summaries): void {
    state.update((before) => {
      const entries = new Map(shown);
      for (const node of nodes) {
        const known = before.entries.get(node.id);
        const isBehind = known?.epoch === node.epoch && known.seq > node.seq;
        const merged = withLatestRead(node, known);
        entries.set(node.id, isBehind ? { ...known, readState: merged.readState } : merged);
      }
      return { ...before, status: 'ready', entries, error: null };
    });
  }

  /** What is unread in conversations that are not loaded. */
  async function countUnloaded(): Promise<void> {
    const unloaded = new Map<string, ReadState>();
    let after: string | null = null;
    for (let more = state.get().hasMore; more;) {
      const { edges, pageInfo }: UnreadConversationsQuery['conversations'] = (
        await request(UnreadConversationsDocument, { after })
      ).conversations;
      for (const { node } of edges) if (node.readState) unloaded.set(node.id, node.readState);
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage && edges.length > 0;
    }
    change({ unloaded });
  }

  function take(event: ConversationEvent): void {
    const { conversationId: id } = event;
    const entry = state.get().entries.get(id);
    if (entry && event.seq <= entry.seq) return;
    if (event.__typename === 'MemberLeft' && event.user?.id === viewerId()) return forget(id);
    if (!entry || event.seq > entry.seq + 1) return void look(id);
    put(reduceSummary(entry, event, viewerId()));
    if (isUnclear(entry, event)) void look(id);
  }

  /** Loads one conversation; concurrent calls share the request. */
  function look(id: string): Promise<void> {
    return looking.get(id) ?? lookOnce(id);
  }

  function lookOnce(id: string): Promise<void> {
    const release = pause.hold();
    const reading = pause
      .wait(LOOK_MS)
      .then(() => {
        looking.delete(id);
        return request(ConversationSummaryDocument, { id });
      })
      .then(({ conversation }) => {
        const known = state.get().entries.get(id);
        if (!conversation?.readState) forget(id);
        else if (!known || conversation.seq >= known.seq) put(withLatestRead(conversation, known));
      })
      .catch(() => undefined)
      .finally(release);
    looking.set(id, reading);
    return reading;
  }

  function hasRead(id: string, readState: ReadState): void {
    const entry = state.get().entries.get(id);
    if (entry && readState.lastReadSeq >= (entry.readState?.lastReadSeq ?? 0)) put({ ...entry, readState });
    if (!entry) state.update((before) => ({ ...before, unloaded: new Map(before.unloaded).set(id, readState) }));
  }

  function forget(id: string): void {
    state.update((before) => {
      const entries = new Map(before.entries);
      const unloaded = new Map(before.unloaded);
      const isChange = [entries.delete(id), unloaded.delete(id)].includes(true);
      return isChange ? { ...before, entries, unloaded } : before;
    });
    left(id);
  }

  const shown = derived([state] as const, shownState);
  const entry = (id: string) => state.get().entries.get(id);
  const own = { get: shown.get, subscribe: shown.subscribe, entry };
  return {
    ...own,
    refresh,
    find: (query) =>
      conversationResults({
        ...{ pause, own },
        read: async (after) =>
          (await request(ConversationsDocument, { first: PAGE, after, filter: { query } })).conversations,
      }),
    channels: (query) =>
      conversationResults({
        ...{ pause, own },
        read: async (after) => (await request(ChannelsDocument, { query, first: PAGE, after })).channels,
      }),
    async loadMore() {
      const { hasMore, loadingMore } = state.get();
      if (!hasMore || loadingMore) return;
      change({ loadingMore: true });
      try {
        show(await read(cursor, PAGE), state.get().entries);
      } finally {
        change({ loadingMore: false });
      }
    },
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

function shownState({ status, entries, unloaded, hasMore, loadingMore, error }: State): ConversationListState {
  const conversations = latestFirst(entries);
  const others = [...unloaded].flatMap(([id, readState]) => (entries.has(id) ? [] : readState));
  const all = [...conversations.flatMap(({ readState }) => readState ?? []), ...others];
  return {
    ...{ status, conversations, hasMore, loadingMore, error },
    unread: all.reduce((sum, { unread }) => sum + unread, 0),
    mentions: all.reduce((sum, { mentions }) => sum + mentions, 0),
  };
}
