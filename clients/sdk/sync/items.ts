import type { Message, PendingMessage } from '../model.js';
import type { TimelineItem } from '../timeline.js';
import type { ConversationWindow } from '../reducer/window.js';

/** Which key a message has been shown under, by message id: it had none when it was shown first. */
export type Keys = ReadonlyMap<string, string>;

/** A window and what is pending, in the order to show it. */
export function itemsOf(
  window: ConversationWindow | undefined,
  pending: readonly PendingMessage[],
  viewerId: string | null,
): TimelineItem[] {
  const messages = [...(window?.messages.values() ?? [])].map(({ message }) => message).sort((a, b) => a.seq - b.seq);
  const keys = matched(messages, pending, viewerId);
  const shownKeys = new Set(messages.flatMap(({ id }) => keys.get(id) ?? []));
  const isShown = ({ clientMessageId, sent }: PendingMessage) =>
    // what the window has gone past and does not have is not loaded, or gone
    shownKeys.has(clientMessageId) || (sent !== null && sent.seq <= (window?.position.seq ?? 0));
  const shown = messages.map((message): TimelineItem => ({
    kind: 'message',
    key: keys.get(message.id) ?? message.id,
    message,
  }));
  return [
    ...withHoles(shown, window),
    ...pending
      .filter((one) => !isShown(one))
      .map((one): TimelineItem => ({ kind: 'pending', key: one.clientMessageId, pending: one })),
  ];
}

function withHoles(items: readonly TimelineItem[], window: ConversationWindow | undefined): TimelineItem[] {
  const all = [...items];
  for (const [n, { from }] of (window?.ranges ?? []).entries()) {
    const before = window!.ranges[n - 1];
    if (!before) continue;
    const at = all.findIndex((item) => item.kind === 'message' && item.message.seq >= from);
    all.splice(at < 0 ? all.length : at, 0, { kind: 'hole', key: `hole ${before.to}`, after: before.to, before: from });
  }
  return all;
}

/**
 * Finds the messages that pending ones became. The response to a send says which; if the message arrives over the socket before
 * the response, it is the first one with the same text.
 */
function matched(messages: readonly Message[], pending: readonly PendingMessage[], viewerId: string | null): Keys {
  const keys = new Map<string, string>();
  for (const { sent, clientMessageId } of pending) if (sent) keys.set(sent.id, clientMessageId);
  for (const one of pending.filter(({ state }) => state === 'sending')) {
    const found = messages.findLast((message) => !keys.has(message.id) && isThat(message, one, viewerId));
    if (found) keys.set(found.id, one.clientMessageId);
  }
  return keys;
}

const isThat = (message: Message, { draft, createdAt }: PendingMessage, viewerId: string | null): boolean =>
  message.author?.id === viewerId &&
  message.text === (draft.text ?? '') &&
  (message.thread?.id ?? undefined) === draft.threadId &&
  Date.parse(message.createdAt) > createdAt - CLOCKS_DIFFER_MS;

/** By how much this machine's clock may be ahead of the service's. */
const CLOCKS_DIFFER_MS = 60_000;
