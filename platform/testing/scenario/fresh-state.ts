import {
  ConversationMembersDocument,
  ConversationWithMessagesDocument,
  type ConversationMembersQuery,
  type ConversationWithMessagesQuery,
  type Member,
  type Message,
} from '@parley/client';
import { value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { comparable, type ComparableState } from './state';

interface Document {
  toString(): string;
}

/** A conversation as queries show it, page by page, while nothing happens in it. */
export async function freshState(client: TestClient, id: string): Promise<ComparableState> {
  const messages: Message[] = [];
  for (let after = 0; ;) {
    const page: NonNullable<ConversationWithMessagesQuery['conversation']> =
      await request<ConversationWithMessagesQuery>(client, ConversationWithMessagesDocument, { id, first: 100, after });
    messages.push(...page.messages.edges.map(({ node }) => node));
    if (!page.messages.pageInfo.hasNextPage)
      return comparable({ seq: page.seq, details: page, members: await freshMembers(client, id), messages });
    after = Number(page.messages.pageInfo.endCursor);
  }
}

async function freshMembers(client: TestClient, id: string): Promise<Member[]> {
  const { members } = await request<ConversationMembersQuery>(client, ConversationMembersDocument, { id, first: 100 });
  return members.edges.map(({ node }) => node);
}

const request = <Query extends { conversation: unknown }>(client: TestClient, document: Document, variables: object) =>
  value(client.request<Record<string, NonNullable<Query['conversation']>>>(document.toString(), { ...variables }));
