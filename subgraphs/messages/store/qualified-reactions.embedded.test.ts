import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asking } from '@parley/testing/viewers';
import { aRoom } from '../testing/room';

const MIGRATION = readFileSync(join(__dirname, '../migrations/20261129140000_qualified_reactions.sql'), 'utf8');

test('reactions of before are fully qualified, one of a person and emoji, and none is half an emoji', async () => {
  const room = await aRoom();
  try {
    const ann = await room.join();
    const { data } = await asking(room.subgraph, ann)<{ sendMessage: { message: { id: string } } }>(
      'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
      { input: { conversationId: room.conversation, clientMessageId: randomUUID(), text: 'first' } },
    );
    const bob = randomUUID();
    const before: [string, string][] = [
      ...['❤', '❤\ufe0f', '👍', '👍\ufe0f', '✌🏽', '🇩🇪', '👨‍👩‍👧', '🏳\ufe0f\u200d🌈', '1\ufe0f\u20e3'].map(
        (emoji): [string, string] => [emoji, ann.user],
      ),
      ...['❤', '👍\ufe0f', '🇩', '🏽', '🏽\ufe0f', '1\ufe0f'].map((emoji): [string, string] => [emoji, bob]),
    ];
    for (const [emoji, person] of before)
      await room.database.query(
        'insert into messages.reaction (conversation, message, emoji, person) values ($1, $2, $3, $4)',
        [room.conversation, data!.sendMessage.message.id, emoji, person],
      );
    await room.database.query(MIGRATION);
    const after = await room.database.query<{ emoji: string; person: string }>(
      'select emoji, person from messages.reaction',
    );
    const of = (who: string) =>
      after
        .filter(({ person }) => person === who)
        .map(({ emoji }) => emoji)
        .sort();
    expect(of(ann.user)).toEqual(['❤\ufe0f', '👍', '✌🏽', '🇩🇪', '👨‍👩‍👧', '🏳\ufe0f\u200d🌈', '1\ufe0f\u20e3'].sort());
    expect(of(bob)).toEqual(['❤\ufe0f', '👍'].sort());
  } finally {
    await room.close();
  }
});
