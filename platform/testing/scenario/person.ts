import { randomUUID } from 'node:crypto';
import type { TestClient } from '@parley/testing/client';
import { uploadFile } from '@parley/testing/uploading';
import type { GraphQLError } from 'graphql';
import type { Chance } from '../../histories/chance';
import { searchFor } from './searching';

/** A message as those who act remember it. */
interface Known {
  id: string;
  seq: number;
  author: TestClient;
  revision: number;
  text: string;
  isReply: boolean;
}

/** One conversation as those who act know of it. */
export interface Room {
  id: string;
  keeper: TestClient;
  /** Who may be in it at some time; nobody else is. */
  people: readonly TestClient[];
  /** Who goes out and comes in. */
  guests: readonly TestClient[];
  open: boolean;
  members: Set<TestClient>;
  messages: Known[];
  /** Those that are deleted, as they were sent. */
  gone: Known[];
}

/** Who says what others leave no room for is told so; whatever else goes wrong is a fault. */
const EXPECTED = ['NOT_FOUND', 'FORBIDDEN', 'CONFLICT', 'QUOTA_EXCEEDED'];

const EMOJI = ['👍', '🪿', '❤️', '🎉', '👩🏽‍🚀'];

/** Its first characters: half a surrogate pair is no text. */
const beginning = (text: string, characters: number): string => [...text].slice(0, characters).join('');

/** As a title has to be: in one line. */
const oneLine = (text: string, characters: number): string =>
  beginning(text.replace(/[\s\p{Cc}]+/gu, ' ').trim(), characters).trim();

type Act = (room: Room, text: string) => Promise<unknown>;

interface Person {
  client: TestClient;
  chance: Chance;
  /** All there are. */
  rooms: readonly Room[];
}

/** What one person does in rooms. Errors: of an answer that nothing in the scenario explains. */
export function personActing({ client, chance, rooms }: Person): { speak: Act; doOther: Act } {
  async function request<Answer>(source: string, variables: Record<string, unknown>): Promise<Answer | undefined> {
    const { data, errors = [] } = await client.request<Record<string, Answer>>(source, variables);
    const unexpected = errors.filter(({ extensions }: GraphQLError) => !EXPECTED.includes(extensions?.code as string));
    if (unexpected.length > 0) throw new Error(`${source}: ${JSON.stringify(unexpected)}`);
    return errors.length === 0 && data ? Object.values(data)[0] : undefined;
  }

  const recent = ({ messages }: Room): Known | undefined =>
    messages.at(-1 - chance.below(Math.min(20, messages.length)));
  const ofMessage = (field: string, known: Known | undefined, more = '') =>
    known && request(`mutation ($id: ID!) { ${field}(messageId: $id${more}) { id updatedSeq } }`, { id: known.id });
  const reaction = (field: string, room: Room) =>
    ofMessage(field, recent(room), `, emoji: "${EMOJI[chance.below(EMOJI.length)]}"`);
  const asKeeper = (room: Room) => room.keeper === client && room.guests.length > 0;

  async function edit(room: Room, text: string) {
    const own = room.messages.slice(-50).findLast(({ author }) => author === client);
    if (!own) return;
    const input = { messageId: own.id, expectedRevision: own.revision, text };
    const source = 'mutation ($input: EditMessageInput!) { editMessage(input: $input) { revision } }';
    const edited = await request<{ revision: number }>(source, { input });
    if (edited) own.revision = edited.revision;
  }

  async function remove(room: Room) {
    const own = room.messages.findLast(({ author }) => author === client);
    if (!own || !(await ofMessage('deleteMessage', own))) return;
    room.messages = room.messages.filter((known) => known !== own);
    room.gone.push(own);
  }

  /** The keeper lets guests out and in; of an open room they go and come by themselves. */
  async function comeOrGo(room: Room) {
    const [guest] = chance.oneOf(room.guests);
    if (!guest) return;
    const own = guest === client && room.open;
    if (!own && !asKeeper(room)) return;
    const variables = { c: room.id, ...(!own && { u: guest.userId }) };
    const of = own ? '$c: ID!' : '$c: ID!, $u: ID!';
    if (room.members.has(guest)) {
      // before the request: a reader that is cut off waits until it is let in again
      room.members.delete(guest);
      if (!own && chance.below(2)) return sanctionForAWhile(room, guest, 'BANNED');
      const field = own
        ? 'leaveConversation(conversationId: $c)'
        : 'removeMember(conversationId: $c, userId: $u) { id }';
      await request(`mutation (${of}) { ${field} }`, variables);
    } else {
      const field = own ? 'joinConversation(conversationId: $c)' : 'addMembers(conversationId: $c, userIds: [$u])';
      if (await request(`mutation (${of}) { ${field} { id } }`, variables)) room.members.add(guest);
    }
  }

  async function sanctionForAWhile({ id }: Room, { userId }: TestClient, kind: 'MUTED' | 'BANNED') {
    const input = { conversationId: id, userId, kind };
    const sanction = 'mutation ($input: SanctionInput!) { sanction(input: $input) { id } }';
    const imposed = await request<{ id: string }>(sanction, { input });
    if (imposed) await request('mutation ($id: ID!) { liftSanction(id: $id) }', { id: imposed.id });
  }

  async function mute(room: Room) {
    const [guest] = chance.oneOf(room.guests);
    if (asKeeper(room) && guest) await sanctionForAWhile(room, guest, 'MUTED');
  }

  async function setRole(room: Room) {
    const [guest] = chance.oneOf(room.guests);
    if (!asKeeper(room) || !guest) return;
    await request(
      `mutation ($c: ID!, $u: ID!, $role: ConversationRole!) { setMemberRole(conversationId: $c, userId: $u, role: $role) { id } }`,
      { c: room.id, u: guest.userId, role: chance.oneOf(['MODERATOR', 'MEMBER', 'READER'])[0] },
    );
  }

  const retitle = (room: Room, text: string) =>
    request('mutation ($input: UpdateConversationInput!) { updateConversation(input: $input) { title } }', {
      input: { id: room.id, title: oneLine(text, 100), topic: chance.below(2) ? oneLine(text, 300) : null },
    });

  const read = (room: Room) =>
    request(
      `query ($id: ID!, $around: Seq!) { conversation(id: $id) {
        messages(first: 10, around: $around) { edges { node { text history { text } replies(first: 3) { asOf } author { displayName } } } }
        readState { unread mentions } } }`,
      { id: room.id, around: recent(room)?.seq ?? 1 },
    );
  async function search(_: Room, text: string) {
    const gone = new Set(rooms.flatMap((room) => room.gone.map(({ id }) => id)));
    const [hits] = await searchFor(client, beginning(text, 40));
    const elsewhere = rooms.filter(({ people, open }) => !open && !people.includes(client));
    const foreign = new Set(elsewhere.flatMap(({ messages }) => messages.map(({ id }) => id)));
    const wrong = hits.filter((id) => gone.has(id) || foreign.has(id));
    if (wrong.length > 0) throw new Error(`found what was deleted, or is not to be read: ${wrong.join()}`);
  }
  const markRead = (room: Room) => {
    const known = recent(room);
    const source = 'mutation ($c: ID!, $seq: Seq!) { markRead(conversationId: $c, seq: $seq) { unread } }';
    return known && request(source, { c: room.id, seq: known.seq });
  };

  /** How often each is done, of a hundred things other than speaking. */
  const others: [number, (room: Room, text: string) => unknown][] = [
    [28, (room) => reaction('addReaction', room)],
    [12, (room) => reaction('removeReaction', room)],
    [14, edit],
    [7, remove],
    [6, (room) => ofMessage('pinMessage', recent(room))],
    [5, (room) => ofMessage('unpinMessage', recent(room))],
    [8, comeOrGo],
    [3, setRole],
    [2, mute],
    [3, retitle],
    [4, read],
    [3, search],
    [5, markRead],
  ];

  return {
    async speak(room, text) {
      const to = recent(room);
      const mention = chance.below(10) === 0 ? `<@${chance.oneOf(room.people)[0]!.userId}> ` : '';
      const input = {
        conversationId: room.id,
        clientMessageId: randomUUID(),
        text: mention + text,
        ...(chance.below(5) === 0 && { replyToId: to?.id }),
        ...(chance.below(5) === 0 && { threadId: to?.isReply ? undefined : to?.id }),
        ...(chance.below(100) === 0 && { attachmentIds: [await uploadFile(client, 'notes.txt')] }),
      };
      const source =
        'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id seq revision text } } }';
      const sent = await request<{ message: Pick<Known, 'id' | 'seq' | 'revision' | 'text'> }>(source, { input });
      if (sent) room.messages.push({ ...sent.message, author: client, isReply: input.threadId != null });
    },
    async doOther(room, text) {
      let left = chance.below(100);
      const [, act] = others.find(([share]) => (left -= share) < 0)!;
      await act(room, text);
    },
  };
}
