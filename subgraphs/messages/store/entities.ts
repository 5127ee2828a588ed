import { defineEntity, p } from '@mikro-orm/core';

/** The columns of a message that change after it was sent; what is read of messages goes through `messages.ts`. */
export const MessageEntity = defineEntity({
  name: 'Message',
  tableName: 'message',
  schema: 'messages',
  properties: {
    conversation: p.uuid().primary(),
    seq: p.bigint('number').primary(),
    id: p.uuid(),
    author: p.uuid(),
    text: p.text(),
    mentions: p.array().columnType('uuid[]'),
    attachments: p.array().columnType('uuid[]'),
    thread: p.uuid().nullable(),
    revision: p.integer(),
    updatedSeq: p.bigint('number'),
    pinnedAt: p.datetime().nullable(),
    createdAt: p.datetime(),
    editedAt: p.datetime().nullable(),
    deletedAt: p.datetime().nullable(),
  },
});

export const RevisionEntity = defineEntity({
  name: 'MessageRevision',
  tableName: 'revision',
  schema: 'messages',
  properties: {
    conversation: p.uuid().primary(),
    message: p.uuid().primary(),
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
    conversation: p.uuid().primary(),
    message: p.uuid().primary(),
    emoji: p.text().primary(),
    person: p.uuid().primary(),
    at: p.datetime(),
  },
});

export const ENTITIES = [MessageEntity, RevisionEntity, ReactionEntity];
