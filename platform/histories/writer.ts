import { randomUUID } from 'node:crypto';
import type { Client } from './client';
import type { History, Send } from './history';
import { insist } from './insist';

const SEND = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { duplicate message { id seq } } }`;

interface Sent {
  sendMessage: { duplicate: boolean; message: { id: string; seq: number } };
}

interface Writing {
  writer: string;
  client: Client;
  room: string;
  text: string;
  patienceMs: number;
  /** Sends the message again, like a client that missed the response. */
  repeat?: boolean;
}

/** Sends one text, and retries with the same client message id until it is acknowledged. */
export async function write(
  history: History,
  { writer, client, room, text, patienceMs, repeat }: Writing,
): Promise<Send> {
  const send: Send = { writer, room, clientMessageId: randomUUID(), text, answers: [] };
  history.sends.push(send);
  const input = { conversationId: room, clientMessageId: send.clientMessageId, text };
  try {
    for (let times = repeat ? 2 : 1; times > 0; times--) {
      const { sendMessage } = await insist<Sent>(client, { query: SEND, variables: { input }, patienceMs });
      const { message, duplicate } = sendMessage;
      if (send.answers.length > 0 && !duplicate)
        history.troubles.push(`${writer} sent ${message.id} again, as if it was new`);
      send.answers.push({ messageId: message.id, seq: message.seq });
    }
  } catch (error) {
    history.troubles.push(`${writer} could not send: ${String(error)}`);
  }
  return send;
}
