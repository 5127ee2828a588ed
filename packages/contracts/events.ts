import { z } from 'zod';
import { createEntryReader, type Upcaster } from './entry-reader';
import type { ConversationId, MessageId, StreamId, TenantId, UserId, AttachmentId } from './ids';

const id = <T extends string>() => z.guid().transform((text) => text as unknown as T);

interface EventOptions<Payload> {
  /** The count in the head includes it: unread messages are the difference of two such counts. */
  counted?: true;
  /** Earlier envelopes must not be shown any more: a live view that has not shown one yet reads the present state. */
  purges?: true;
  /** The message whose words it changes: the search index reads that message again. */
  changesWords?(payload: Payload): MessageId;
  /** The person who is no longer typing in the conversation. */
  endsTyping?(payload: Payload, actor: UserId | null): UserId | null;
  /** The viewers whose live subscriptions to the log end with this event: one person, or all non-members. */
  cuts?(payload: Payload): { viewer: UserId } | 'non-members' | undefined;
  /** In a user's own stream: a conversation that the user's live subscriptions follow from its entry `seq` on. */
  follows?(payload: Payload): { conversation: ConversationId; seq: number; epoch: string };
  /** In a user's own stream: the conversation that they no longer follow, and its last entry for them. */
  unfollows?(payload: Payload): { conversation: ConversationId; seq: number };
}

interface Event<Payload extends z.ZodType> extends EventOptions<z.infer<Payload>> {
  payload: Payload;
  /** The version of the payload, which new entries have. */
  version: number;
  /** The step at `n` converts payloads of version `n + 1` to the next version. */
  upcasters: readonly Upcaster[];
}

/** An event whose payload has changed in a way that breaks consumers has an upcaster for each of its earlier versions. */
const event = <Shape extends z.ZodRawShape>(
  payload: Shape,
  { upcasters = [], ...options }: EventOptions<z.infer<z.ZodObject<Shape>>> & { upcasters?: readonly Upcaster[] } = {},
): Event<z.ZodObject<Shape>> => ({
  ...{ payload: z.object(payload), version: 1 + upcasters.length, upcasters },
  ...options,
});

/**
 * All events, with what an entry of each says and what it does to live streams. Entries hold ids, revisions and deltas, never
 * what people wrote: a reader looks up the present state, which is at least as new.
 */
export const EVENTS = {
  MessageCreated: event(
    { messageId: id<MessageId>() },
    { counted: true, changesWords: ({ messageId }) => messageId, endsTyping: (_, actor) => actor },
  ),
  MessageEdited: event(
    { messageId: id<MessageId>(), revision: z.int() },
    { changesWords: ({ messageId }) => messageId },
  ),
  MessageDeleted: event({ messageId: id<MessageId>() }, { purges: true, changesWords: ({ messageId }) => messageId }),
  ReactionChanged: event({ messageId: id<MessageId>(), emoji: z.string(), added: z.boolean() }),
  PinChanged: event({ messageId: id<MessageId>(), pinned: z.boolean() }),
  ConversationUpdated: event(
    { madePrivate: z.boolean() },
    { cuts: ({ madePrivate }) => (madePrivate ? 'non-members' : undefined) },
  ),
  MemberJoined: event({ userId: id<UserId>() }),
  MemberLeft: event(
    { userId: id<UserId>(), removed: z.boolean() },
    { cuts: ({ userId }) => ({ viewer: userId }), endsTyping: ({ userId }) => userId },
  ),
  MemberRoleChanged: event({ userId: id<UserId>() }),
  /** The ban of a member follows the MemberLeft that it causes. */
  MemberSanctioned: event(
    { userId: id<UserId>(), kind: z.enum(['MUTED', 'BANNED']), until: z.iso.datetime().nullable() },
    { endsTyping: ({ userId }) => userId },
  ),
  MemberRestored: event({ userId: id<UserId>(), kind: z.enum(['MUTED', 'BANNED']) }),
  AttachmentChanged: event({ attachmentId: id<AttachmentId>() }),
  /** Takes a position that was assigned and never committed. */
  Void: event({}),
  /** In a user's own stream: the user became a member by the entry at `seq` of the conversation. */
  MembershipStarted: event(
    { conversationId: id<ConversationId>(), seq: z.int(), epoch: z.string() },
    { follows: ({ conversationId: conversation, ...at }) => ({ conversation, ...at }) },
  ),
  /** In a user's own stream: the user's membership ended by the entry at `seq` of the conversation. */
  MembershipEnded: event(
    { conversationId: id<ConversationId>(), seq: z.int(), removed: z.boolean() },
    { unfollows: ({ conversationId: conversation, seq }) => ({ conversation, seq }) },
  ),
} as const;

export type EntryType = keyof typeof EVENTS;
export const ENTRY_TYPES = Object.keys(EVENTS) as EntryType[];
export type EntryPayload<T extends EntryType> = z.infer<(typeof EVENTS)[T]['payload']>;

/** An entry that an action appends. */
export type NewEntry = {
  [T in EntryType]: { stream: StreamId; type: T; actor: UserId | null; payload: EntryPayload<T> };
}[EntryType];

interface Placed {
  stream: StreamId;
  tenant: TenantId;
  epoch: string;
  /** Position in its stream: 1, 2, 3 … without a gap. */
  seq: number;
  at: Date;
  actor: UserId | null;
  version: number;
  /** W3C trace context (`traceparent`) of the request that caused it. */
  trace: string | null;
  /** Correlation id of the request that caused it; null if no request did, and for entries older than this field. */
  correlationId: string | null;
}

/** One entry of a stream's log. */
export type Entry = { [T in EntryType]: Placed & { type: T; payload: EntryPayload<T> } }[EntryType];

/** An entry as the database or the event stream stores it, before validation. */
export interface RawEntry extends Placed {
  type: string;
  payload: unknown;
}

const readPayload = createEntryReader(EVENTS);

/** The version of an event's payload, which new entries have. Older entries are converted when they are read. */
export const versionOf = (type: EntryType): number => EVENTS[type].version;

/** What an event does. Its functions take the payload of an entry of the same type only. */
export const eventOfType = (type: EntryType): EventOptions<EntryPayload<EntryType>> => EVENTS[type];

/**
 * Validates an entry of any version of its event, and converts it to the current one. Errors: for an unknown type, a later
 * version, or a malformed payload.
 */
export function parseEntry(raw: RawEntry): Entry {
  return { ...raw, ...readPayload(raw) } as Entry;
}
