import type { Message } from '../model.js';
import { covers } from './ranges.js';
import { withMessage, type ConversationWindow } from './window.js';

/** A message was sent. It is added at the end of the window, unless the window has let go of that position. */
export function sent(
  window: ConversationWindow,
  { seq, message }: { seq: number; message: Message },
): ConversationWindow {
  if (window.messages.has(message.id)) return replaced(window, message);
  if (!covers(window.ranges, seq)) return window;
  // it had no replies when it was sent; the events of later ones add them
  return withMessage(window, { message: { ...message, replyCount: 0 }, countedTo: seq });
}

export const edited = (window: ConversationWindow, message: Message): ConversationWindow =>
  quoted(replaced(window, message), message.id, message);

function replaced(window: ConversationWindow, message: Message): ConversationWindow {
  const loaded = window.messages.get(message.id);
  if (!loaded || message.updatedSeq < loaded.message.updatedSeq) return window;
  return withMessage(window, { ...loaded, message: { ...message, replyCount: loaded.message.replyCount } });
}

interface Patch {
  /** Of the event. */
  readonly seq: number;
  readonly message: Pick<Message, 'id' | 'updatedSeq'>;
}

/** Some properties of a message changed: the others are as of the event, since all events before it are applied. */
export function patched(
  window: ConversationWindow,
  { seq, message: { id, updatedSeq } }: Patch,
  change: Partial<Message>,
): ConversationWindow {
  const loaded = window.messages.get(id);
  if (!loaded || updatedSeq < loaded.message.updatedSeq) return window;
  const message = { ...loaded.message, ...change, updatedSeq: Math.max(loaded.message.updatedSeq, seq) };
  return withMessage(window, { ...loaded, message });
}

/** What a deletion removes from a message. */
const EMPTIED = { text: '', pinned: false, mentions: [], attachments: [], reactions: [] } as const;

export function deleted(
  window: ConversationWindow,
  { messageId, seq, at }: { messageId: string; seq: number; at: string },
): ConversationWindow {
  const loaded = window.messages.get(messageId);
  const after = quoted(window, messageId, EMPTIED);
  if (!loaded) return after;
  const { message } = loaded;
  const isApplied = message.updatedSeq >= seq && message.deletedAt !== null;
  const emptied = { ...message, ...EMPTIED, deletedAt: at, updatedSeq: seq };
  return addReply(isApplied ? after : withMessage(after, { ...loaded, message: emptied }), message, { seq, by: -1 });
}

/**
 * Adds to the reply count of the root of the reply's thread. Counts events instead of showing the count that a replayed event
 * comes with: that is of now, and includes replies whose events are still to come.
 */
export function addReply(
  window: ConversationWindow,
  reply: Message,
  { seq, by }: { seq: number; by: 1 | -1 },
): ConversationWindow {
  const root = reply.thread && window.messages.get(reply.thread.id);
  if (!root || root.countedTo >= seq) return window;
  const replyCount = Math.max(0, root.message.replyCount + by);
  return withMessage(window, { message: { ...root.message, replyCount }, countedTo: seq });
}

/** Messages that quote it show its present text. */
function quoted(window: ConversationWindow, id: string, { text, mentions }: Pick<Message, 'text' | 'mentions'>) {
  return mapMessages(window, (message) =>
    message.replyTo?.id === id ? { ...message, replyTo: { ...message.replyTo, text, mentions } } : message,
  );
}

export const attachmentChanged = (
  window: ConversationWindow,
  attachment: Message['attachments'][number],
): ConversationWindow =>
  mapMessages(window, (message) =>
    message.attachments.some(({ id }) => id === attachment.id)
      ? { ...message, attachments: message.attachments.map((one) => (one.id === attachment.id ? attachment : one)) }
      : message,
  );

function mapMessages(window: ConversationWindow, change: (message: Message) => Message): ConversationWindow {
  const changed = [...window.messages].flatMap(([id, loaded]) => {
    const message = change(loaded.message);
    return message === loaded.message ? [] : [[id, { ...loaded, message }] as const];
  });
  return changed.length === 0 ? window : { ...window, messages: new Map([...window.messages, ...changed]) };
}
