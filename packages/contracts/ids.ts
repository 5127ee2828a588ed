import { z } from 'zod';

/** A UUID that names one kind of thing: a `UserId` can't be passed where a `MessageId` is asked for. */
type Id<Kind extends string> = string & { readonly __kind: Kind };

export type TenantId = Id<'tenant'>;
export type UserId = Id<'user'>;
export type SessionId = Id<'session'>;
export type DeviceId = Id<'device'>;
export type ConversationId = Id<'conversation'>;
export type MessageId = Id<'message'>;
export type AttachmentId = Id<'attachment'>;
/** Whatever has a log of its own: a conversation, a user, a tenant. */
export type StreamId = ConversationId | UserId | TenantId;

const UUID = z.guid();

/** The id in its canonical (lower-case) form, or undefined for a text that can't be an id of anything. */
export function parseId<T extends Id<string>>(text: string): T | undefined {
  return UUID.safeParse(text).success ? (text.toLowerCase() as T) : undefined;
}

/** Names somebody's membership of a conversation, present or past. */
export const membershipId = (conversation: ConversationId, user: UserId): string => `${conversation}.${user}`;
