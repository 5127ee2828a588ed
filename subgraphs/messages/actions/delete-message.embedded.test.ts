import { randomUUID } from 'node:crypto';
import { asking } from '@parley/testing/viewers';
import { aRoom } from '../testing/room';

const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';
const DELETE = 'mutation ($id: ID!) { deleteMessage(messageId: $id) { deletedAt } }';

const MEMBERS = `with people as (select gen_random_uuid() as person from generate_series(1, $3::int)),
  joined as (
    insert into log.stream_member (stream, person, tenant, role) select $1, person, $2, 'MEMBER' from people)
  insert into conversations.read_state (conversation, person, tenant, seq, unread, mentions, messages, sent, mentioned)
  select $1, person, $2, 0, 0, 0, 0, 0, 0 from people`;

/** What it takes to delete a message that nobody of a room has read: statements, and read states that were written. */
async function deleting({ members }: { members: number }) {
  const room = await aRoom();
  const { database, conversation, tenant } = room;
  const ann = await room.join();
  await database.query(
    `insert into conversations.conversation (id, tenant, kind, title, member_count, created_at)
     values ($1, $2, 'GROUP', 'A room', $3, now())`,
    [conversation, tenant, members],
  );
  await database.query(MEMBERS, [conversation, tenant, members]);
  const input = { conversationId: conversation, clientMessageId: randomUUID(), text: 'soon gone' };
  const { data } = await asking(room.subgraph, ann)<{ sendMessage: { message: { id: string } } }>(SEND, { input });
  const versions = () => database.query('select person, xmin::text from conversations.read_state order by person');
  const before = await versions();
  const statements = database.statements;
  const { data: deleted } = await asking(room.subgraph, ann)<{ deleteMessage: { deletedAt: string } }>(DELETE, {
    id: data!.sendMessage.message.id,
  });
  expect(deleted!.deleteMessage.deletedAt).not.toBeNull();
  const taken = database.statements - statements;
  const after = await versions();
  await room.close();
  return {
    statements: taken,
    written: after.filter((row, n) => JSON.stringify(row) !== JSON.stringify(before[n])).length,
  };
}

it('44: costs the same in a room of a thousand members as in one of ten', async () => {
  const small = await deleting({ members: 10 });
  expect(small.written).toBe(0);
  expect(await deleting({ members: 1_000 })).toEqual(small);
});
