import { interposed } from '@parley/testing/interposed';
import { asking } from '@parley/testing/viewers';
import { until } from '@parley/testing/until';
import { createMessagesSubgraph } from '../subgraph';
import { aRoom, type Room } from '../testing/room';

let room: Room;
beforeEach(async () => {
  room = await aRoom();
});
afterEach(() => room.close());

const READ = `query ($entities: [_Any!]!) { _entities(representations: $entities) {
  ... on Conversation { seq epoch messages(first: 1) { asOf } } } }`;

it.each([
  ['seq first', READ],
  ['seq last', READ.replace('seq epoch messages(first: 1) { asOf }', 'messages(first: 1) { asOf } epoch seq')],
])('a conversation is never told newer than its page, whatever is committed in between: %s', async (_, source) => {
  const { database } = room;
  const bob = await room.join();
  let isChanged = false;
  let isRead = false;
  /** Between the statements for the page and for the position, the conversation goes on. */
  const watched = interposed(database, async (statement, run) => {
    const name = typeof statement === 'string' ? undefined : statement.name;
    if (name === 'log.heads') await until(() => isChanged);
    const rows = await run();
    if (name === 'log.heads') isRead = true;
    if (name === 'messages.pages') {
      await room.join();
      isChanged = true;
      await until(() => isRead, { timeoutMs: 500 }).catch(() => undefined);
    }
    return rows;
  });
  const execute = asking(createMessagesSubgraph({ ...room, database: watched }), bob);
  const { data, errors } = await execute<{ _entities: { seq: number; messages: { asOf: number } }[] }>(source, {
    entities: [{ __typename: 'Conversation', id: room.conversation }],
  });
  expect(errors).toBeUndefined();
  const [read] = data!._entities;
  expect(read!.seq).toBeLessThanOrEqual(read!.messages.asOf);
});
