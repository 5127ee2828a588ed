import { randomUUID } from 'node:crypto';
import type { ConversationId, TenantId } from '@parley/contracts/ids';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { createStream } from './streams';

let fresh: FreshDatabase;
let stream: ConversationId;
beforeEach(async () => {
  fresh = await freshDatabase();
  stream = randomUUID() as ConversationId;
  await createStream(fresh.database, { stream, tenant: randomUUID() as TenantId });
});
afterEach(() => fresh.close());

const TWO = `array[$1::uuid, $1], array['Void', 'Void'], $2, array[null, null]::uuid[], array['{}', '{}']::jsonb[],
  array[false, false], array[null, null]::text[], array[null, null]::text[]`;

const versions = async () =>
  (await fresh.database.query<{ version: number }>('select version from log.entry order by seq')).map(
    ({ version }) => version,
  );

it('writes each entry with the version of its own event', async () => {
  await fresh.database.query(`select from log.append(${TWO}, array[3, 1])`, [stream, null]);
  expect(await versions()).toEqual([3, 1]);
});

it('takes one version for all, as processes of the previous release pass it', async () => {
  await fresh.database.query(`select from log.append(${TWO})`, [stream, 2]);
  expect(await versions()).toEqual([2, 2]);
});
