import { randomUUID } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import type { TestClient } from './client';

/** The value of a result's one root field. Errors: those of the result. */
export async function value<T>(answer: Promise<ExecutionResult<Record<string, T>>>): Promise<T> {
  const { data, errors } = await answer;
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return Object.values(data)[0]!;
}

interface NewConversation {
  kind?: 'DIRECT' | 'GROUP' | 'CHANNEL';
  title?: string;
  public?: boolean;
  members?: readonly TestClient[];
}

/** Creates a conversation, by default a GROUP, and returns its id. */
export async function createConversation(
  owner: TestClient,
  { kind = 'GROUP', title = 'A group', members = [], ...more }: NewConversation = {},
): Promise<string> {
  const input = { kind, ...(kind !== 'DIRECT' && { title }), ...more, memberIds: members.map(({ userId }) => userId) };
  const source = 'mutation ($input: CreateConversationInput!) { createConversation(input: $input) { id } }';
  return (await value(owner.request<Record<string, { id: string }>>(source, { input }))).id;
}

export interface SentMessage {
  id: string;
  seq: number;
  text: string;
}

/** Sends a text, or `input`, and returns the message. */
export async function sendMessage(
  client: TestClient,
  conversationId: string,
  input: string | Record<string, unknown>,
): Promise<SentMessage> {
  const more = typeof input === 'string' ? { text: input } : input;
  const variables = { input: { conversationId, clientMessageId: randomUUID(), ...more } };
  const source = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id seq text } } }';
  return (await value(client.request<Record<string, { message: SentMessage }>>(source, variables))).message;
}

/** Removes a member from a conversation. */
export const removeMember = (owner: TestClient, conversationId: string, { userId }: TestClient): Promise<unknown> =>
  value(
    owner.request('mutation ($c: ID!, $u: ID!) { removeMember(conversationId: $c, userId: $u) { id } }', {
      c: conversationId,
      u: userId,
    }),
  );
