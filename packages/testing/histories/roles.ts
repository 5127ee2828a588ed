import { randomUUID } from 'node:crypto';
import type { GraphQLError } from 'graphql';
import type { TestClient } from '../client';
import type { History } from './history';
import { until } from '../until';

const SEND = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id seq } } }`;
const EVENTS = `subscription ($id: ID!, $after: Seq!) {
  conversationEvents(conversationId: $id, after: $after) {
    __typename seq
    ... on MessageCreated { message { id text author { displayName } } }
  }
}`;

interface Sent {
  sendMessage: { message: { id: string; seq: number } };
}

/** Sends one text until it is acknowledged, with the same client message id on each try. */
export async function write(history: History, client: TestClient, conversationId: string, text: string): Promise<void> {
  const clientMessageId = randomUUID();
  history.attempted.add(text);
  const { message } = await until(
    async () => {
      const { data } = await client.ask<Sent>(SEND, { input: { conversationId, clientMessageId, text } });
      return data?.sendMessage;
    },
    { timeoutMs: 60_000, everyMs: 100, what: 'A send' },
  );
  history.acknowledged.push({ clientMessageId, messageId: message.id, seq: message.seq, text });
}

interface Frame {
  conversationEvents: { seq: number; message?: { id: string; text: string; author: { displayName: string } | null } };
}

interface Reading {
  name: string;
  client: TestClient;
  conversationId: string;
  after: number;
  /** Whether to drop the subscription after this frame, and resume. */
  drops(): boolean;
  /** Position with which reading is over. */
  until(): number | undefined;
}

/** Reads live, resuming with its last position whenever the stream ends, until it has seen what it is told to. */
export async function read(
  history: History,
  { name, client, conversationId, after, ...reading }: Reading,
): Promise<void> {
  const reader = { name, after, seen: [] as History['readers'][number]['seen'] };
  history.readers.push(reader);
  const last = () => reader.seen.at(-1)?.seq ?? after;
  const isOver = () => last() >= (reading.until() ?? Number.MAX_SAFE_INTEGER);
  while (!isOver()) {
    try {
      for await (const frame of client.subscribe<Frame>(EVENTS, { id: conversationId, after: last() })) {
        const event = frame.data?.conversationEvents;
        if (!event) throw new WrongFrame(`a frame without its event: ${JSON.stringify(frame.errors)}`);
        if (frame.extensions?.seq !== event.seq) throw new WrongFrame('extensions.seq is not the position');
        reader.seen.push({ seq: event.seq, message: event.message });
        if (isOver() || reading.drops()) break;
      }
    } catch (error) {
      if (!isPassing(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** The server is away, or says that the same may work later: a reader comes back. */
const isPassing = (error: unknown): boolean =>
  Array.isArray(error)
    ? error.every(({ extensions }: GraphQLError) => extensions?.retryable === true)
    : !(error instanceof WrongFrame);

/** What no fault excuses. */
class WrongFrame extends Error {}
