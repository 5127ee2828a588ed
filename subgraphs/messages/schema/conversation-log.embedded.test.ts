import { randomUUID } from 'node:crypto';
import { envelopeOf } from '@parley/contracts/envelope';
import type { Envelope, LogSource } from '@parley/contracts/live';
import type { Viewer } from '@parley/contracts/principal';
import { interposed } from '@parley/testing/interposed';
import { asking, aViewer, codesOf } from '@parley/testing/viewers';
import { parse } from 'graphql';
import pino from 'pino';
import { createMessagesSubgraph } from '../subgraph';
import { aRoom, type Room } from '../testing/room';

const SOURCE = 'query ($id: ID!) { source: conversationEventsSource(conversationId: $id) }';
const CHANGES = 'query ($id: ID!) { conversationChanges(conversationId: $id, after: 0) { events { seq } } }';

it('lets many in by a few statements, and nobody who is no member', async () => {
  const room = await aRoom();
  try {
    const people = await Promise.all(Array.from({ length: 50 }, () => room.join()));
    const before = room.database.statements;
    const enter = (viewer: Viewer) =>
      asking(room.subgraph, viewer)<{ source: LogSource }>(SOURCE, { id: room.conversation });
    const [stranger, ...members] = await Promise.all([aViewer({ tenant: room.tenant }), ...people].map(enter));
    expect(codesOf(stranger!)).toEqual(['NOT_FOUND']);
    expect(members.map(({ data }) => data!.source.topics[0]!.seq)).toEqual(people.map(() => people.length));
    expect(room.database.statements - before).toBeLessThan(5);
  } finally {
    await room.close();
  }
});

it('shows a message as it is after a change, where its beginning is told in the same request', async () => {
  const room = await aRoom();
  try {
    const ann = await room.join();
    const envelopes: Envelope[] = [];
    room.commits.onCommit((committed) => {
      for (const { entry, content } of committed) envelopes.push(envelopeOf(entry, content));
    });
    const execute = asking(room.subgraph, ann);
    const sent = await execute<{ sendMessage: { message: { id: string } } }>(
      `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }`,
      { input: { conversationId: room.conversation, clientMessageId: randomUUID(), text: 'first' } },
    );
    const { id } = sent.data!.sendMessage.message;
    await execute('mutation ($id: ID!) { pinMessage(messageId: $id) { id } }', { id });
    await execute(`mutation ($input: EditMessageInput!) { editMessage(input: $input) { id } }`, {
      input: { messageId: id, expectedRevision: 1, text: 'second' },
    });
    expect(envelopes).toHaveLength(3);

    const principal = { kind: 'topic', tenant: room.tenant, conversation: room.conversation } as const;
    const request = { principal, correlationId: randomUUID(), logger: pino({ level: 'silent' }) };
    const document = parse(`subscription ($id: ID!) { conversationEvents(conversationId: $id) {
      ... on MessageCreated { message { seq } } ... on PinChanged { message { pinned updatedSeq } }
      ... on MessageEdited { message { text updatedSeq } } } }`);
    const shown = await Promise.all(
      envelopes.map((root) => room.subgraph.execute({ document, variables: { id: room.conversation }, request, root })),
    );
    const updatedSeq = envelopes[2]!.seq;
    expect(shown.map(({ data }) => (data!['conversationEvents'] as { message: object }).message)).toEqual([
      { seq: envelopes[0]!.seq },
      { pinned: true, updatedSeq },
      { text: 'second', updatedSeq },
    ]);
  } finally {
    await room.close();
  }
});

describe('who is removed while they are let in', () => {
  let room: Room;
  beforeEach(async () => {
    room = await aRoom();
  });
  afterEach(() => room.close());

  /** The subgraph, where something happens behind the statement that reads memberships, or before it. */
  function racing(when: 'before' | 'after', happen: () => Promise<unknown>) {
    const { database } = room;
    let happened = false;
    const watched = interposed(database, async (statement, run) => {
      const text = typeof statement === 'string' ? statement : statement.text;
      const isIt = text.includes('log.present_member') && !happened;
      if (isIt) happened = true;
      if (isIt && when === 'before') await happen();
      const rows = await run();
      if (isIt && when === 'after') await happen();
      return rows;
    });
    return createMessagesSubgraph({ ...room, database: watched });
  }

  it.each(['before', 'after'] as const)('is let in to a position before that, or not at all (%s)', async (when) => {
    const bob = await room.join();
    let removedAt = 0;
    const subgraph = racing(when, async () => (removedAt = await room.kick(bob)));
    const answer = await asking(subgraph, bob)<{ source: LogSource }>(SOURCE, { id: room.conversation });
    expect(removedAt).toBeGreaterThan(0);
    if (when === 'before') expect(codesOf(answer)).toEqual(['NOT_FOUND']);
    else expect(answer.data!.source.topics[0]!.seq).toBeLessThan(removedAt);
  });

  it('reads no page beyond it', async () => {
    const bob = await room.join();
    let removedAt = 0;
    const subgraph = racing('after', async () => {
      removedAt = await room.kick(bob);
      await room.join();
    });
    const answer = await asking(subgraph, bob)<{ conversationChanges: { events: { seq: number }[] } }>(CHANGES, {
      id: room.conversation,
    });
    const seqs = answer.data!.conversationChanges.events.map(({ seq }) => seq);
    expect(Math.max(...seqs)).toBeLessThan(removedAt);
  });
});
