import { randomUUID } from 'node:crypto';
import type { Viewer } from '@parley/contracts/principal';
import { realText, SCRIPTS } from '@parley/testing/real-text';
import { asking, aViewer, codesOf } from '@parley/testing/viewers';
import { MAX_MESSAGE } from '@parley/text/visible';
import { aRoom, type Room } from '../testing/room';

const SEND = `mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) { duplicate message { id seq text revision mentions { id } thread { id replyCount } } }
}`;

interface Sent {
  sendMessage: { duplicate: boolean; message: { id: string; seq: number; text: string; mentions: { id: string }[] } };
}

describe('sendMessage', () => {
  let room: Room;
  let ann: Viewer;

  beforeEach(async () => {
    room = await aRoom();
    ann = await room.join();
  });
  afterEach(() => room.close());

  const send = (viewer: Viewer, input: Record<string, unknown>) =>
    asking(room.subgraph, viewer)<Sent>(SEND, {
      input: { conversationId: room.conversation, clientMessageId: randomUUID(), ...input },
    });

  const history = async (viewer: Viewer) => {
    const { data } = await asking(room.subgraph, viewer)<{
      conversationChanges: { events: { seq: number; __typename: string; message?: { text: string } }[]; seq: number };
    }>(
      `query ($id: ID!) { conversationChanges(conversationId: $id, after: 0) {
        seq events { __typename seq ... on MessageCreated { message { text } } } } }`,
      { id: room.conversation },
    );
    return data!.conversationChanges;
  };

  it('gives back each text as it was sent, in every script', async () => {
    for (const script of SCRIPTS) {
      const text = realText(script)[5]!;
      const { data } = await send(ann, { text });
      expect(data!.sendMessage.message.text).toBe(text);
    }
    const { events } = await history(ann);
    expect(events.slice(1).map(({ message }) => message?.text)).toEqual(SCRIPTS.map((script) => realText(script)[5]));
  });

  it('commits sends of an author in the order in which they started, also if earlier ones need reads', async () => {
    const bob = await room.join();
    const { data: root } = await send(ann, { text: 'root' });
    const slow = [{ text: `<@${bob.user}>` }, { text: 'reply', threadId: root!.sendMessage.message.id }];
    const refused = { text: '' };
    const texts = ['plain', slow[0]!, refused, 'plain', slow[1]!, 'plain'];
    const before = root!.sendMessage.message.seq;
    const results = await Promise.all(texts.map((one) => send(ann, typeof one === 'string' ? { text: one } : one)));
    const positions = results.flatMap(({ data }) => (data ? [data.sendMessage.message.seq] : []));
    expect(positions).toEqual([1, 2, 3, 4, 5].map((n) => before + n));
  });

  it('accepts a clientMessageId once, also from twenty at once', async () => {
    const input = { clientMessageId: randomUUID(), text: 'once' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(ann, input)));
    const sent = answers.map(({ data }) => data!.sendMessage);
    expect(new Set(sent.map(({ message }) => message.id)).size).toBe(1);
    expect(sent.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect((await history(ann)).events.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('refuses a clientMessageId with another body', async () => {
    const clientMessageId = randomUUID();
    await send(ann, { clientMessageId, text: 'first' });
    expect(codesOf(await send(ann, { clientMessageId, text: 'second' }))).toEqual(['IDEMPOTENCY_CONFLICT']);
  });

  it('keeps one id of two people apart', async () => {
    const clientMessageId = randomUUID();
    const bob = await room.join();
    await send(ann, { clientMessageId, text: 'of Ann' });
    expect((await send(bob, { clientMessageId, text: 'of Bob' })).data!.sendMessage.duplicate).toBe(false);
  });

  it('gives positions without a hole while refused ones come in between', async () => {
    const stranger = aViewer({ tenant: room.tenant });
    const reader = await room.join('READER');
    const answers = await Promise.all(
      Array.from({ length: 90 }, (_, n) => send([ann, stranger, reader][n % 3]!, { text: `line ${n}` })),
    );
    expect(new Set(answers.filter((_, n) => n % 3 === 1).flatMap(codesOf))).toEqual(new Set(['NOT_FOUND']));
    expect(new Set(answers.filter((_, n) => n % 3 === 2).flatMap(codesOf))).toEqual(new Set(['FORBIDDEN']));
    const { events, seq } = await history(ann);
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 32 }, (_, n) => n + 1));
    expect(seq).toBe(32);
  });

  it('lets nobody send after their removal, however the two race', async () => {
    for (let round = 0; round < 20; round++) {
      const bob = await room.join();
      const sends = Array.from({ length: 10 }, () => send(bob, { text: `from ${bob.user}` }));
      const left = await room.kick(bob);
      const answers = [...(await Promise.all(sends)), await send(bob, { text: 'too late' })];
      const seqs = answers.flatMap(({ data }) => data?.sendMessage?.message.seq ?? []);
      expect(Math.max(0, ...seqs)).toBeLessThan(left);
      expect(codesOf(answers.at(-1)!)).toEqual(['NOT_FOUND']);
    }
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \n\t'],
    ['what shows nothing', '\u3164\u2800\u115f\u200b'],
    ['a mark without a letter', '\u0301'],
    ['NUL', 'a\0b'],
    ['a lone surrogate', 'a\ud800b'],
    ['one character more than the longest', '🪿'.repeat(MAX_MESSAGE + 1)],
    ['ten thousand combining marks', `a${'\u0301'.repeat(9_000)}`],
  ])('refuses %s', async (_, text) => {
    expect(codesOf(await send(ann, { text }))).toEqual(['VALIDATION_FAILED']);
    expect((await history(ann)).seq).toBe(1);
  });

  it('takes the longest text', async () => {
    expect((await send(ann, { text: '🪿'.repeat(MAX_MESSAGE) })).errors).toBeUndefined();
  });

  it("takes no message of another conversation or tenant as reply or thread, and nobody else's attachment", async () => {
    const elsewhere = await room.newConversation(room.tenant);
    await room.join('MEMBER', ann, elsewhere);
    const foreign = (await send(ann, { conversationId: elsewhere, text: 'elsewhere' })).data!.sendMessage.message.id;
    for (const input of [{ replyToId: foreign }, { threadId: foreign }, { attachmentIds: [randomUUID()] }])
      expect(codesOf(await send(ann, { text: 'here', ...input }))).toEqual(['NOT_FOUND']);
  });

  it('names those who are members, once each', async () => {
    const bob = await room.join();
    const stranger = aViewer();
    const { data } = await send(ann, { text: `<@${bob.user}> <@${bob.user}> <@${stranger.user}>` });
    expect(data!.sendMessage.message.mentions).toEqual([{ id: bob.user }]);
  });

  it('names a member after a hundred who are none', async () => {
    const bob = await room.join();
    const strangers = Array.from({ length: 110 }, () => `<@${randomUUID()}>`).join(' ');
    const { data } = await send(ann, { text: `${strangers} <@${bob.user}>` });
    expect(data!.sendMessage.message.mentions).toEqual([{ id: bob.user }]);
  });

  it.each([
    ['code', (id: string) => `\`<@${id}>\``],
    ['a fence', (id: string) => `\`\`\`\n<@${id}>\n\`\`\``],
    ['indented code', (id: string) => `see\n\n    <@${id}>`],
    ['a backslash', (id: string) => `\\<@${id}>`],
  ])('names nobody in %s', async (_, text) => {
    const bob = await room.join();
    expect((await send(ann, { text: text(bob.user) })).data!.sendMessage.message.mentions).toEqual([]);
  });

  it('takes a text that shows nothing for none where there is a file', async () => {
    expect(codesOf(await send(ann, { text: '\u3164', attachmentIds: [randomUUID()] }))).toEqual(['NOT_FOUND']);
  });

  it('counts replies at the root of their thread', async () => {
    const root = (await send(ann, { text: 'root' })).data!.sendMessage.message.id;
    const replies = await Promise.all([1, 2, 3].map((n) => send(ann, { text: `reply ${n}`, threadId: root })));
    expect(replies.map(({ errors }) => errors)).toEqual([undefined, undefined, undefined]);
    const { data } = await asking(room.subgraph, ann)<{ message: unknown }>(
      'query ($id: ID!) { message(id: $id) { replyCount replies { edges { node { text } } } } }',
      { id: root },
    );
    expect(data!.message).toMatchObject({ replyCount: 3, replies: { edges: { length: 3 } } });
  });

  it('joins the thread of a reply, however it is named', async () => {
    const messageOf = async (input: Record<string, unknown>) => (await send(ann, input)).data!.sendMessage.message;
    const root = await messageOf({ text: 'root' });
    const reply = await messageOf({ text: 'reply', threadId: root.id });
    const clientMessageId = randomUUID();
    const named = await messageOf({ clientMessageId, text: 'reply to it', threadId: reply.id });
    expect(named).toMatchObject({ thread: { id: root.id } });
    const again = (await send(ann, { clientMessageId, text: 'reply to it', threadId: root.id })).data!.sendMessage;
    expect(again).toMatchObject({ duplicate: true, message: { id: named.id, thread: { id: root.id, replyCount: 2 } } });
  });

  it('is in no thread of another conversation, or of none', async () => {
    const elsewhere = await room.newConversation(room.tenant);
    await room.join('MEMBER', ann, elsewhere);
    const there = (await send(ann, { conversationId: elsewhere, text: 'root' })).data!.sendMessage.message.id;
    const reply = await send(ann, { conversationId: elsewhere, text: 'reply', threadId: there });
    for (const threadId of [there, reply.data!.sendMessage.message.id, randomUUID(), 'x'])
      expect(codesOf(await send(ann, { text: 'here', threadId }))).toEqual(['NOT_FOUND']);
  });
});
