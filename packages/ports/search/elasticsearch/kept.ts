import type { Client } from '@elastic/elasticsearch';
import { unavailable } from '@parley/contracts/errors';
import type { KeptDocument, MessageKey } from '../search-index';
import { reached } from './client';
import { documentOf, type MessageSource } from './document';

const PAGE = 500;

/** The documents of these messages in an index or an alias, also those that searches don't see yet. */
export async function kept(client: Client, index: string, keys: readonly MessageKey[]): Promise<KeptDocument[]> {
  if (keys.length === 0) return [];
  const { docs } = await reached(client.mget<MessageSource>({ index, ids: keys.map(({ id }) => id) }));
  return docs.flatMap((doc) => {
    if ('error' in doc) throw unavailable('The search index can not be reached', new Error(doc.error.type));
    return doc.found ? [keptOf(doc._source!)] : [];
  });
}

export async function* keptPages(client: Client, index: string): AsyncIterable<KeptDocument[]> {
  for (let after: string | undefined; ;) {
    const { hits } = await reached(
      client.search<MessageSource>({
        index,
        size: PAGE,
        sort: [{ id: 'asc' }],
        allow_partial_search_results: false,
        ...(after === undefined ? {} : { search_after: [after] }),
      }),
    );
    const page = hits.hits.map(({ _source }) => keptOf(_source!));
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)!.id;
  }
}

/** What it is found by is Elasticsearch's own to keep. */
const keptOf = (source: MessageSource): KeptDocument => ({ ...documentOf(source), sound: true });
