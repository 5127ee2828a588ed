import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { AttachmentId, ConversationId, MessageId, UserId } from '@parley/contracts/ids';

/**
 * What commands change of a message after it was sent, and decide by. Counts and fingerprints, which statements of the store
 * change, are no properties.
 */
export const MessageEntity = defineEntity({
  name: 'Message',
  tableName: 'message',
  schema: 'messages',
  properties: {
    conversation: p.uuid().$type<ConversationId>().primary(),
    seq: p.bigint('number').primary(),
    id: p.uuid().$type<MessageId>(),
    author: p.uuid().$type<UserId>(),
    text: p.text(),
    mentions: p.array().$type<UserId[]>().columnType('uuid[]'),
    attachments: p.array().$type<AttachmentId[]>().columnType('uuid[]'),
    thread: p.uuid().$type<MessageId>().nullable(),
    revision: p.integer(),
    updatedSeq: p.bigint('number'),
    pinnedAt: p.datetime().nullable(),
    createdAt: p.datetime(),
    editedAt: p.datetime().nullable(),
    deletedAt: p.datetime().nullable(),
  },
});

export type Message = InferEntity<typeof MessageEntity>;

export const RevisionEntity = defineEntity({
  name: 'MessageRevision',
  tableName: 'revision',
  schema: 'messages',
  properties: {
    conversation: p.uuid().$type<ConversationId>().primary(),
    message: p.uuid().$type<MessageId>().primary(),
    revision: p.integer().primary(),
    text: p.text(),
    at: p.datetime(),
  },
});

export const ReactionEntity = defineEntity({
  name: 'Reaction',
  tableName: 'reaction',
  schema: 'messages',
  properties: {
    conversation: p.uuid().$type<ConversationId>().primary(),
    message: p.uuid().$type<MessageId>().primary(),
    emoji: p.text().primary(),
    person: p.uuid().$type<UserId>().primary(),
    at: p.datetime().defaultRaw('now()'),
  },
});

export const ENTITIES = [MessageEntity, RevisionEntity, ReactionEntity];
