import { eventOfType, type Entry } from '@parley/contracts/events';
import type { ConversationId, MessageId, UserId } from '@parley/contracts/ids';
import type { MessageDocument, SearchIndex } from '@parley/ports/search/search-index';
import type { HandleEntries } from '@parley/subgraph/subgraph-module';
import type { Database } from '@parley/database/database';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { readDocuments } from '../store/documents';

interface IndexerOptions {
  database: Database;
  index: Pick<SearchIndex, 'put'>;
  metrics?: Metrics;
}

/**
 * The handler of the consumer group `search`: brings the present state of each message that an entry names into the index.
 * Entries may repeat or be behind: the state is at least as new, and the index keeps the latest version.
 */
export function messageIndexer({ database, index, metrics = createMetrics() }: IndexerOptions): HandleEntries {
  const indexed = metrics.counter({
    name: 'parley_search_indexed_documents_total',
    help: 'Messages written to the search index',
  });
  return async (entries) => {
    const changes = entries.flatMap((entry) => changeOf(entry) ?? []);
    if (changes.length === 0) return;
    const documents = await readDocuments(
      database,
      changes.map(({ entry, id }) => ({ conversation: entry.stream as ConversationId, id })),
    );
    const present = new Set(documents.map(({ id }) => id));
    const gone = changes.filter(({ id }) => !present.has(id));
    await index.put([...documents, ...gone.map(forgotten)]);
    indexed.add(documents.length + gone.length);
  };
}

interface Change {
  entry: Entry;
  id: MessageId;
}

/** The message whose words the entry changes, if it does. */
function changeOf(entry: Entry): Change | undefined {
  const id = eventOfType(entry.type).changesWords?.(entry.payload);
  return id && { entry, id };
}

const NOBODY = '00000000-0000-0000-0000-000000000000' as UserId;

/** The document of a message that no longer exists: it has no words. */
const forgotten = ({ entry, id }: Change): MessageDocument => ({
  id,
  tenant: entry.tenant,
  conversation: entry.stream as ConversationId,
  author: entry.actor ?? NOBODY,
  text: '',
  mentions: [],
  hasAttachment: false,
  createdAt: entry.at,
  version: entry.seq,
});
