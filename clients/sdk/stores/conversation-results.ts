import type { ConversationResults } from '../api.js';
import type { ConversationsQuery } from '../generated/graphql.js';
import type { ConversationSummary } from '../model.js';
import { derived, type Store } from '../store.js';
import type { Pause } from '../transport/pause.js';
import { paged } from './paged.js';

interface ResultsParts {
  readonly pause: Pause;
  /** The viewer's own conversations, live. */
  readonly own: Store<unknown> & { readonly entry: (id: string) => ConversationSummary | undefined };
  readonly read: (after: string | null) => Promise<ConversationsQuery['conversations']>;
}

/** Conversations found, page by page. Those that are in the viewer's list are as they are there. */
export function conversationResults({ pause, own, read }: ResultsParts): ConversationResults {
  const found = paged<ConversationSummary>(async (after) => {
    const { edges, pageInfo } = await read(after);
    return { items: edges.map(({ node }) => node), cursor: pageInfo.endCursor, hasMore: pageInfo.hasNextPage };
  }, pause);
  const state = derived([found, own] as const, ({ items, status, hasMore, error }) => ({
    ...{ status, hasMore, error },
    conversations: items.map((one) => own.entry(one.id) ?? one),
  }));
  return { get: state.get, subscribe: state.subscribe, loadMore: found.loadMore };
}
