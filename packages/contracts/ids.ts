import { z } from 'zod';

/** A UUID, branded by entity: a `UserId` is not assignable to a `MessageId`. */
type Id<Kind extends string> = string & { readonly __kind: Kind };

export type TenantId = Id<'tenant'>;
export type UserId = Id<'user'>;
export type SessionId = Id<'session'>;
export type DeviceId = Id<'device'>;
export type BotKeyId = Id<'bot key'>;
export type ConversationId = Id<'conversation'>;
export type MessageId = Id<'message'>;
export type AttachmentId = Id<'attachment'>;
/** The entities that have a log: conversations, users and tenants. */
export type StreamId = ConversationId | UserId | TenantId;

const UUID = z.guid();

/** The id in its canonical (lower-case) form, or undefined if the text is not a UUID. */
export function parseId<T extends Id<string>>(text: string): T | undefined {
  return UUID.safeParse(text).success ? (text.toLowerCase() as T) : undefined;
}

/** The id of a person's membership of a conversation, current or past. */
export const membershipId = (conversation: ConversationId, user: UserId): string => `${conversation}.${user}`;
