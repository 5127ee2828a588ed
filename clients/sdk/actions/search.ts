import type { SearchFilter, SearchHit, SearchResults } from '../api.js';
import { SearchMessagesDocument } from '../generated/graphql.js';
import { derived } from '../store.js';
import { paged } from '../stores/paged.js';
import type { Ask } from '../transport/ask.js';

export function searchMessages(ask: Ask, query: string, filter?: SearchFilter): SearchResults {
  const hits = paged<SearchHit>(async (after) => {
    const { searchMessages: found } = await ask(SearchMessagesDocument, { query, filter, after });
    return {
      items: found.edges.map(({ node: { message, ...hit } }) => ({
        ...hit,
        message,
        conversation: message.conversation,
      })),
      totalCount: found.totalCount,
      cursor: found.pageInfo.endCursor,
      hasMore: found.pageInfo.hasNextPage,
    };
  });
  const state = derived([hits] as const, ({ items, ...rest }) => ({ ...rest, hits: items }));
  return { get: state.get, subscribe: state.subscribe, loadMore: hits.loadMore };
}
