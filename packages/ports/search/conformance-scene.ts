/// <reference types="jest" />
import { randomUUID } from 'node:crypto';
import type { ConversationId, MessageId, TenantId, UserId } from '@parley/contracts/ids';
import { until } from '@parley/testing/until';
import type { MessageDocument, MessageQuery, SearchIndex } from './search-index';

/** A search index, opened by the adapter under test. */
export interface Subject {
  index: SearchIndex;
  close(): Promise<void>;
}

export const id = <T extends string>() => randomUUID() as string as T;

export type Scene = ReturnType<typeof createScene>;

/** One conversation of a tenant, in the index of `subject`. */
export function createScene(subject: () => Subject) {
  const tenant = id<TenantId>();
  const conversation = id<ConversationId>();

  const document = (text: string, more: Partial<MessageDocument> = {}): MessageDocument => ({
    id: id<MessageId>(),
    tenant,
    conversation,
    author: id<UserId>(),
    text,
    mentions: [],
    hasAttachment: false,
    createdAt: new Date('2026-11-22T10:00:00.000Z'),
    version: 1,
    ...more,
  });
  const search = (text: string, more: Partial<MessageQuery> = {}) =>
    subject().index.search({ tenant, conversations: [conversation], text, first: 20, ...more });
  const found = async (text: string, more: Partial<MessageQuery> = {}) =>
    (await search(text, more)).hits.map((hit) => hit.id);
  /** What was put is there, at the latest some seconds later. */
  async function put(...documents: MessageDocument[]): Promise<void> {
    await subject().index.put(documents);
    const last = documents.at(-1)!;
    if (last.text.trim() !== '') {
      const query = {
        tenant: last.tenant,
        conversations: [last.conversation],
        text: last.text.slice(0, 40),
        first: 200,
      };
      await until(async () => (await subject().index.search(query)).hits.some((hit) => hit.id === last.id));
    }
  }
  return { tenant, conversation, document, search, found, put, index: () => subject().index };
}
