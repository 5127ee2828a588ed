import type { Entry } from '@parley/contracts/events';
import type { ConversationId, UserId } from '@parley/contracts/ids';
import type { MessageDocument, SearchIndex } from '@parley/ports/search/search-index';
import type { HandleEntries } from '@parley/subgraph/subgraph-module';
import type { Database } from '@parley/database/database';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { readDocuments } from '../store/documents';

/** Entries that change what a message says. */
const INDEXED = ['MessageCreated', 'MessageEdited', 'MessageDeleted'] as const satisfies Entry['type'][];

type MessageEntry = Extract<Entry, { type: (typeof INDEXED)[number] }>;

const isIndexed = (entry: Entry): entry is MessageEntry => (INDEXED as readonly string[]).includes(entry.type);

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
    const told = entries.filter(isIndexed);
    if (told.length === 0) return;
    const documents = await readDocuments(
      database,
      told.map((entry) => ({ conversation: entry.stream as ConversationId, id: entry.payload.messageId })),
    );
    const present = new Set(documents.map(({ id }) => id));
    const gone = told.filter(({ payload }) => !present.has(payload.messageId));
    await index.put([...documents, ...gone.map(forgotten)]);
    indexed.add(documents.length + gone.length);
  };
}

const NOBODY = '00000000-0000-0000-0000-000000000000' as UserId;

/** A message that is no longer kept at all is one that says nothing. */
const forgotten = (entry: MessageEntry): MessageDocument => ({
  id: entry.payload.messageId,
  tenant: entry.tenant,
  conversation: entry.stream as ConversationId,
  author: entry.actor ?? NOBODY,
  text: '',
  mentions: [],
  hasAttachment: false,
  createdAt: entry.at,
  version: entry.seq,
});
