import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ConversationId, TenantId } from '@parley/contracts/ids';
import type { Principal } from '@parley/contracts/principal';
import DataLoader from 'dataloader';
import pino from 'pino';
import { batchedRequests } from './batched-requests';

const topic = (conversation: string): Principal => ({
  kind: 'topic',
  tenant: 'demo' as TenantId,
  conversation: conversation as ConversationId,
});

it('is one for what begins together, and another one once something was looked up', async () => {
  const requestAs = batchedRequests(pino({ level: 'silent' }));
  let now = 1;
  const loader = new DataLoader<string, number>(async (keys) => keys.map(() => now));
  const first = requestAs(topic('a'));
  const looking = loader.load('a');
  expect(requestAs(topic('b'))).not.toBe(first);
  await Promise.resolve();
  expect(requestAs(topic('a'))).toBe(first);
  await looking;
  now = 2;
  expect(requestAs(topic('a'))).not.toBe(first);
  await nextTurn();
  expect(requestAs(topic('a'))).not.toBe(first);
});
