import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { ConversationId, TenantId, UserId } from '@parley/contracts/ids';
import type { ConversationKind } from '../domain/conversation';

export const ConversationEntity = defineEntity({
  name: 'Conversation',
  tableName: 'conversation',
  schema: 'conversations',
  properties: {
    id: p.uuid().$type<ConversationId>().primary(),
    tenant: p.uuid().$type<TenantId>(),
    kind: p.text().$type<ConversationKind>(),
    title: p.text().nullable(),
    topic: p.text().nullable(),
    searchText: p.text(),
    memberCount: p.integer(),
    createdAt: p.datetime(),
    directLow: p.uuid().$type<UserId>().nullable(),
    directHigh: p.uuid().$type<UserId>().nullable(),
  },
});

export type Conversation = InferEntity<typeof ConversationEntity>;

export const ENTITIES = [ConversationEntity];
