import { ConversationWithMessagesDocument, MessageDocument, MessageRepliesDocument } from '../generated/graphql.js';
import type { Message, ReadState } from '../model.js';
import type { ConversationEvent } from '../reducer/event.js';
import type { Page } from '../reducer/pages.js';
import type { SendRequest } from '../transport/request.js';
import { pageOf } from './pages.js';
import type { Root, ViewSource } from './view.js';

/** What comes with the messages of a conversation. */
export interface Beside {
  readonly pinned: readonly Message[];
  readonly readState: ReadState | null;
  /** Position that it was read as of, or an earlier one. */
  readonly asOf: number;
}

/** All of a conversation's messages. */
export const conversationSource = (request: SendRequest, id: string, beside: (read: Beside) => void): ViewSource => ({
  concerns: () => true,
  rootOf: (messageId) => rootOf(request, messageId),
  async read(cursor) {
    const { conversation } = await request(ConversationWithMessagesDocument, { id, ...cursor });
    if (!conversation) return null;
    const { messages, pinned, readState, ...details } = conversation;
    beside({ pinned, readState, asOf: messages.asOf });
    return { details, page: pageOf(messages, cursor) };
  },
});

/** A message and its replies. They are read from the first one on. */
export const threadSource = (request: SendRequest, rootId: string): ViewSource => ({
  concerns: (event) => concernsThread(event, rootId),
  rootOf: (messageId) => rootOf(request, messageId),
  async read({ after }) {
    const { message } = await request(MessageRepliesDocument, { id: rootId, after });
    if (!message) return null;
    const { replies, conversation, ...root } = message;
    const page = pageOf(replies, { after: after ?? 0 });
    const whole: Page = after === undefined ? { ...page, messages: [root, ...page.messages] } : page;
    return { details: { ...conversation, seq: replies.asOf }, page: whole };
  },
});

async function rootOf(request: SendRequest, id: string): Promise<Root | null> {
  const { message } = await request(MessageDocument, { id });
  return message?.thread ? { ...message.thread, asOf: message.conversation.seq } : null;
}

/** A reply that comes to be says where; all else is about messages that are there already. */
const concernsThread = (event: ConversationEvent, rootId: string): boolean =>
  event.__typename !== 'MessageCreated' || event.message.thread?.id === rootId;
