import { z } from 'zod';
import { createEntryReader, type Upcasters } from './entry-reader';
import type { ConversationId, MessageId, StreamId, TenantId, UserId, AttachmentId } from './ids';

const id = <T extends string>() => z.guid().transform((text) => text as unknown as T);

/**
 * What the log's entries say, by type. Entries hold ids, revisions and deltas, never what people wrote:
 * whoever reads one looks up the present state, which is at least as new.
 */
export const ENTRY_PAYLOADS = {
  MessageCreated: z.object({ messageId: id<MessageId>() }),
  MessageEdited: z.object({ messageId: id<MessageId>(), revision: z.int() }),
  MessageDeleted: z.object({ messageId: id<MessageId>() }),
  ReactionChanged: z.object({ messageId: id<MessageId>(), emoji: z.string(), added: z.boolean() }),
  PinChanged: z.object({ messageId: id<MessageId>(), pinned: z.boolean() }),
  ConversationUpdated: z.object({ madePrivate: z.boolean() }),
  MemberJoined: z.object({ userId: id<UserId>() }),
  MemberLeft: z.object({ userId: id<UserId>(), removed: z.boolean() }),
  MemberRoleChanged: z.object({ userId: id<UserId>() }),
  AttachmentChanged: z.object({ attachmentId: id<AttachmentId>() }),
  /** Fills a position that was taken and never committed. */
  Void: z.object({}),
  /** In a user's own stream: the user became, or is no longer, a member, by the entry at `seq` of the conversation. */
  MembershipStarted: z.object({ conversationId: id<ConversationId>(), seq: z.int(), epoch: z.string() }),
  MembershipEnded: z.object({ conversationId: id<ConversationId>(), seq: z.int(), removed: z.boolean() }),
} as const;

export type EntryType = keyof typeof ENTRY_PAYLOADS;
export type EntryPayload<T extends EntryType> = z.infer<(typeof ENTRY_PAYLOADS)[T]>;

/** What payloads of older versions are now. Change one in a way that its older readers can't bear, and add a step here. */
const UPCASTERS: Upcasters = [];

/** Version of all payloads together: what is written today. Readers get older ones upcast. */
export const ENTRY_VERSION = 1 + UPCASTERS.length;

/** What an action hands to the log. */
export type NewEntry = {
  [T in EntryType]: { stream: StreamId; type: T; actor: UserId | null; payload: EntryPayload<T> };
}[EntryType];

interface Placed {
  stream: StreamId;
  tenant: TenantId;
  epoch: string;
  /** Position in its stream: 1, 2, 3 … without a hole. */
  seq: number;
  at: Date;
  actor: UserId | null;
  version: number;
  /** W3C trace context (`traceparent`) of the request that caused it. */
  trace: string | null;
  /** Of the request that caused it; null where none did, and of entries from before it was kept. */
  correlationId: string | null;
}

/** One entry of a stream's log. */
export type Entry = { [T in EntryType]: Placed & { type: T; payload: EntryPayload<T> } }[EntryType];

/** What the database or the event stream holds, before it is trusted. */
export interface RawEntry extends Placed {
  type: string;
  payload: unknown;
}

const readPayload = createEntryReader({ payloads: ENTRY_PAYLOADS, upcasters: UPCASTERS });

/** Of any version until today's. Errors: for an unknown type, a later version, or a payload that does not fit. */
export function parseEntry(raw: RawEntry): Entry {
  return { ...raw, ...readPayload(raw), version: ENTRY_VERSION } as Entry;
}
