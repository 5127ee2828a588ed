import type { SearchFilter, SearchHit, SearchResults } from '../api.js';
import { SearchMessagesDocument } from '../generated/graphql.js';
import { derived } from '../store.js';
import { paged } from '../stores/paged.js';
import type { Wire } from '../sync/feed.js';

interface Search {
  readonly query: string;
  readonly filter: SearchFilter | undefined;
}

export function searchMessages(
  { request, pause }: Pick<Wire, 'request' | 'pause'>,
  { query, filter }: Search,
): SearchResults {
  const hits = paged<SearchHit>(async (after) => {
    const { searchMessages: found } = await request(SearchMessagesDocument, { query, filter, after });
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
  }, pause);
  const state = derived([hits] as const, ({ items, ...state }) => ({ ...state, hits: items }));
  return { get: state.get, subscribe: state.subscribe, loadMore: hits.loadMore };
}
