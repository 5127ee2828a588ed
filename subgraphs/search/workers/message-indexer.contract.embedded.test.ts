import { parseEntry, type Entry } from '@parley/contracts/events';
import type { MessageDocument } from '@parley/ports/search/search-index';
import { anyEntryOf, releasedEvents } from '@parley/testing/released-events';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import fc from 'fast-check';
import { messageIndexer } from './message-indexer';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.close());

/** What the indexer puts into the index for some entries, which are of messages that nobody keeps. */
async function indexed(entries: readonly Entry[]): Promise<MessageDocument[]> {
  const put: MessageDocument[] = [];
  const index = { put: async (documents: readonly MessageDocument[]) => void put.push(...documents) };
  await messageIndexer({ database: fresh.database, index })(entries);
  return put;
}

describe.each(releasedEvents())('$name', (event) => {
  it('can be handled, and is indexed if it is about what a message says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEntryOf(event), { minLength: 1, maxLength: 5 }), async (raw) => {
        const entries = raw.map(parseEntry);
        const expected = entries.flatMap((entry) =>
          /^Message(Created|Edited|Deleted)$/.test(entry.type)
            ? [(entry.payload as { messageId: string }).messageId]
            : [],
        );
        expect((await indexed(entries)).map(({ id }) => id)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});
