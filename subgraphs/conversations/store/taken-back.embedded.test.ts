import { randomUUID } from 'node:crypto';
import { createStream } from '@parley/log/streams';
import type { StreamId, TenantId } from '@parley/contracts/ids';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import fc from 'fast-check';

const TAKE_BACK = `select conversations.message_taken_back($1, seq, $2, '{}') from unnest($3::bigint[]) seq`;

describe('deleted messages', () => {
  let fresh: FreshDatabase;
  beforeAll(async () => {
    fresh = await freshDatabase();
  });
  afterAll(() => fresh.close());

  it('are counted after each position as if they were counted one by one', async () => {
    const seq = fc.oneof(
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 4_000, max: 4_200 }),
      fc.integer({ min: 1, max: 20_000_000 }),
      fc.integer({ min: 1, max: 2 ** 31 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(seq, { maxLength: 40 }),
        fc.array(seq, { maxLength: 10 }),
        async (gone, positions) => {
          const conversation = randomUUID() as StreamId;
          const tenant = randomUUID() as TenantId;
          await createStream(fresh.database, { stream: conversation, tenant });
          await fresh.database.query(
            `insert into conversations.conversation (id, tenant, kind, title, member_count, created_at)
           values ($1, $2, 'GROUP', 'A room', 0, now())`,
            [conversation, tenant],
          );
          await fresh.database.query(TAKE_BACK, [conversation, randomUUID(), gone]);
          for (const position of [0, ...positions, ...gone]) {
            const [row] = await fresh.database.query<{ after: number }>(
              'select conversations.taken_back_after($1, $2) as after',
              [conversation, position],
            );
            expect(row!.after).toBe(gone.filter((each) => each > position).length);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
