import type { AttachmentId, ConversationId, MessageId, UserId } from '@parley/contracts/ids';
import { positionOf, type Position } from '@parley/contracts/position';
import type { Viewer } from '@parley/contracts/principal';
import { groupBy } from '@parley/runtime/group-by';
import type { Sql } from '@parley/database/sql';
import { mayRead } from '@parley/log/members';

/** A message as it is now. */
export interface MessageRow {
  id: MessageId;
  conversationId: ConversationId;
  seq: number;
  authorId: UserId;
  text: string;
  mentionIds: readonly UserId[];
  attachmentIds: readonly AttachmentId[];
  replyToId: MessageId | null;
  threadId: MessageId | null;
  replyCount: number;
  revision: number;
  updatedSeq: number;
  pinned: boolean;
  createdAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
}

const COLUMNS = `m.id, m.conversation as "conversationId", m.seq, m.author as "authorId", m.text,
  m.mentions as "mentionIds", m.attachments as "attachmentIds", m.reply_to as "replyToId", m.thread as "threadId",
  m.reply_count as "replyCount", m.revision, m.updated_seq as "updatedSeq", m.pinned_at is not null as pinned,
  m.created_at as "createdAt", m.edited_at as "editedAt", m.deleted_at as "deletedAt"`;

type WithHead = MessageRow & { headSeq: number; headEpoch: string };

export interface Read {
  rows: MessageRow[];
  /** Of their logs, not newer than the rows. */
  positions: Map<ConversationId, Position>;
}

/** Messages by id, of one tenant. The caller decides who may see them. */
export async function messagesById(sql: Sql, tenant: string, ids: readonly MessageId[]): Promise<Read> {
  const rows = await sql.query<WithHead>(BY_ID, [ids, tenant]);
  const positions = rows.map(
    ({ conversationId, headSeq: seq, headEpoch: epoch }) => [conversationId, positionOf({ seq, epoch })] as const,
  );
  return { rows, positions: new Map(positions) };
}

const BY_ID = {
  name: 'messages.by_id',
  text: `select ${COLUMNS}, h.seq as "headSeq", h.epoch as "headEpoch"
    from messages.message m join log.stream_head h on h.stream = m.conversation
    where m.id = any ($1::uuid[]) and m.tenant = $2`,
};

/** The conversation of a message that a viewer may read. One statement, whether there is such a message or not. */
export async function readableMessage(
  sql: Sql,
  { user, tenant }: Viewer,
  message: MessageId,
): Promise<{ conversation: ConversationId; isMember: boolean } | undefined> {
  const [found] = await sql.query<{ conversation: ConversationId; isMember: boolean }>(
    `select h.stream as conversation, m.person is not null as "isMember"
     from messages.message sent
     join log.stream_head h on h.stream = sent.conversation
     left join log.present_member m on m.stream = h.stream and m.person = $2
     where sent.id = $1 and sent.tenant = $3 and ${mayRead('$2')}`,
    [message, user, tenant],
  );
  return found;
}

export interface RevisionRow {
  revision: number;
  text: string;
  at: Date;
}

/** The first `first` revisions of a message after the revision `after`. */
export interface RevisionPage {
  message: MessageId;
  first: number;
  after: number;
}

/** The texts of messages before their edits, oldest first: a list for each page. */
export async function revisionPages(sql: Sql, pages: readonly RevisionPage[]): Promise<RevisionRow[][]> {
  const rows = await sql.query<RevisionRow & { place: number }>(
    `select p.place, r.revision, r.text, r.at from json_to_recordset($1) p(place int, message uuid, first int, after int)
     cross join lateral (
       select revision, text, at from messages.revision
       where message = p.message and revision > p.after order by revision limit p.first) r
     order by p.place, r.revision`,
    [JSON.stringify(pages.map((page, place) => ({ ...page, place })))],
  );
  const found = groupBy(rows, ({ place }) => place);
  return pages.map((_, place) => found.get(place) ?? []);
}

export interface ReactionRow {
  messageId: MessageId;
  emoji: string;
  count: number;
  /** The first 200, in the order in which they reacted: as many as a page may have. */
  people: readonly UserId[];
}

/** Reactions by emoji, in the order in which each was first given. */
export const reactionsOf = (sql: Sql, messages: readonly MessageId[]): Promise<ReactionRow[]> =>
  sql.query(
    `select message as "messageId", emoji, count(*) as count,
       (array_agg(person order by at, person))[1:200] as people
     from messages.reaction where message = any ($1::uuid[])
     group by message, emoji order by min(at), emoji`,
    [messages],
  );

/** Which of the messages one person reacted to, and with what. */
export const reactionsBy = (
  sql: Sql,
  person: UserId,
  messages: readonly MessageId[],
): Promise<{ messageId: MessageId; emoji: string }[]> =>
  sql.query(
    'select message as "messageId", emoji from messages.reaction where person = $1 and message = any ($2::uuid[])',
    [person, messages],
  );

/** How many messages of a conversation are pinned. */
export async function countPinned(sql: Sql, conversation: ConversationId): Promise<number> {
  const [found] = await sql.query<{ pins: number }>(
    'select count(*) as pins from messages.message where conversation = $1 and pinned_at is not null',
    [conversation],
  );
  return found!.pins;
}

export interface ReactionKey {
  conversation: ConversationId;
  message: MessageId;
  emoji: string;
}

/** How many emoji a message has been given besides this one. */
export async function countOtherEmoji(sql: Sql, { conversation, message, emoji }: ReactionKey): Promise<number> {
  const [found] = await sql.query<{ kinds: number }>(
    'select count(distinct emoji) as kinds from messages.reaction where conversation = $1 and message = $2 and emoji <> $3',
    [conversation, message, emoji],
  );
  return found!.kinds;
}

/** The thread that a message of the conversation is in, if it is in one. */
export async function threadOf(
  sql: Sql,
  conversation: ConversationId,
  message: MessageId,
): Promise<MessageId | undefined> {
  const [found] = await sql.query<{ thread: MessageId | null }>(
    'select thread from messages.message where conversation = $1 and id = $2',
    [conversation, message],
  );
  return found?.thread ?? undefined;
}

/** The fingerprint of a message's input when it was sent. */
export async function fingerprintOf(
  sql: Sql,
  { conversationId, seq }: Pick<MessageRow, 'conversationId' | 'seq'>,
): Promise<string | undefined> {
  const [found] = await sql.query<{ fingerprint: string }>(
    'select fingerprint from messages.message where conversation = $1 and seq = $2',
    [conversationId, seq],
  );
  return found?.fingerprint;
}
