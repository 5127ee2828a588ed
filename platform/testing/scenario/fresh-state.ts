import { emptyConversation, messageState, type ConversationState } from '@parley/client/apply';
import {
  ConversationMembersDocument,
  type ConversationMembersQuery,
  ConversationWithMessagesDocument,
  type ConversationWithMessagesQuery,
} from '@parley/client';
import { value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';

interface Document {
  toString(): string;
}

/** A conversation as queries show it, page by page, while nothing happens in it. */
export async function freshState(client: TestClient, id: string): Promise<ConversationState> {
  const messages = new Map();
  let state = emptyConversation();
  for (let after: number | null = 0; after !== null;) {
    const { seq, title, topic, ...page } = await ask<ConversationWithMessagesQuery>(
      client,
      ConversationWithMessagesDocument,
      { id, first: 100, after },
    );
    for (const { node } of page.messages.edges) messages.set(node.id, messageState(node));
    state = { ...state, seq, title, topic, messages };
    after = page.messages.pageInfo.hasNextPage ? Number(page.messages.pageInfo.endCursor) : null;
  }
  return { ...state, members: await freshMembers(client, id) };
}

async function freshMembers(client: TestClient, id: string): Promise<ConversationState['members']> {
  const { members } = await ask<ConversationMembersQuery>(client, ConversationMembersDocument, { id, first: 100 });
  return new Map(members.edges.map(({ node }) => [node.user!.id, node.role]));
}

const ask = <Query extends { conversation: unknown }>(client: TestClient, document: Document, variables: object) =>
  value(client.ask<Record<string, NonNullable<Query['conversation']>>>(document.toString(), { ...variables }));
