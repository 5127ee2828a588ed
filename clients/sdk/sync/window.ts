import type { EventPartsFragment } from '../generated/graphql.js';
import type { ConversationDetails, Message } from '../model.js';
import { covering, covers, without, type Range, type Ranges } from './ranges.js';

/**
 * A part of one conversation. Invariants: everything that happened up to `seq` is in it, as far as it is about what is in
 * it; all messages at positions of `ranges` are in `messages`; the last range reaches to `seq` or further.
 */
export interface Window {
  readonly seq: number;
  readonly epoch: string;
  readonly details: ConversationDetails;
  readonly ranges: Ranges;
  /** By id. */
  readonly messages: ReadonlyMap<string, Known>;
}

/** A message, and what is known of it as of which position. */
export interface Known {
  readonly message: Message;
  /** Replies after it are not in `replyCount`. */
  readonly countedTo: number;
}

/** One page, with what it was read as of. */
export interface Page {
  readonly asOf: number;
  /** What it has all messages of. */
  readonly range: Range;
  readonly messages: readonly Message[];
}

export const emptyWindow = (details: ConversationDetails, seq: number): Window => ({
  seq,
  epoch: details.epoch,
  details: { ...details, seq },
  // what happens from now on will be here
  ranges: [{ from: seq + 1, to: seq }],
  messages: new Map(),
});

/** With a page: of a message that is there already, what is newer stays. `since`: what happened after the page was read. */
export function withPage(window: Window, page: Page, since: readonly EventPartsFragment[] = []): Window {
  const messages = new Map(window.messages);
  for (const message of page.messages) {
    const known = messages.get(message.id);
    const isNews = !known || message.updatedSeq >= known.message.updatedSeq;
    const shown = isNews ? message : known.message;
    // later replies are counted again below
    messages.set(message.id, { message: { ...shown, replyCount: message.replyCount }, countedTo: page.asOf });
  }
  const paged = { ...window, messages, ranges: covering(window.ranges, page.range) };
  return since.filter(({ seq }) => seq > page.asOf && seq <= window.seq).reduce(changed, paged);
}

/** How many messages stay. */
export interface Keep {
  /** As many on either side of what is looked at … */
  readonly beside: number;
  /** … once there are more than so many. */
  readonly most: number;
  /** The newest: what comes is added to them. At least one. */
  readonly newest: number;
}

/** Without what is far older, or newer, than a position: read again, it is there again. The same window where that is little. */
export function withoutFar(window: Window, far: { side: 'older' | 'newer'; seq: number }, keep: Keep): Window {
  if (window.messages.size <= keep.most + keep.newest) return window;
  const seqs = Array.from(window.messages.values(), ({ message }) => message.seq).sort((one, other) => one - other);
  const others = seqs.slice(0, -keep.newest);
  const beside = others.filter((seq) => (far.side === 'older' ? seq < far.seq : seq > far.seq));
  if (beside.length <= keep.most) return window;
  const cut =
    far.side === 'older'
      ? { from: 1, to: beside.at(-keep.beside)! - 1 }
      : { from: beside[keep.beside - 1]! + 1, to: seqs.at(-keep.newest)! - 1 };
  const isLeft = ([, { message }]: [string, Known]) => message.seq < cut.from || message.seq > cut.to;
  return {
    ...window,
    ranges: without(window.ranges, cut),
    messages: new Map([...window.messages].filter(isLeft)),
  };
}

/** After the next event. Errors: none; the caller sees to it that it is the next one. */
export function withEvent(window: Window, event: EventPartsFragment): Window {
  const { seq, at } = event;
  const ranges = covering(window.ranges, { from: window.seq + 1, to: seq });
  const details = { ...detailsAfter(window.details, event), seq, updatedAt: at };
  return { ...changed({ ...window, ranges }, event), seq, details };
}

/** What an event says of messages that are there. Twice is once. */
function changed(window: Window, event: EventPartsFragment): Window {
  switch (event.__typename) {
    case 'MessageCreated':
      return counted(put(window, event.message, event.seq), event.message, { seq: event.seq, by: 1 });
    case 'MessageEdited':
      return quoted(replaced(window, event.message), event.message.id, event.message);
    case 'MessageDeleted':
      return deleted(window, event);
    case 'ReactionChanged': {
      const { id, reactions, updatedSeq } = event.message;
      return inPart(window, { id, updatedSeq, seq: event.seq }, { reactions });
    }
    case 'PinChanged': {
      const { id, pinned, updatedSeq } = event.message;
      return inPart(window, { id, updatedSeq, seq: event.seq }, { pinned });
    }
    case 'AttachmentChanged':
      return event.attachment ? withAttachment(window, event.attachment) : window;
    default:
      return window;
  }
}

/** A message that came to be: it belongs to the end of the window, unless that has been let go since. */
function put(window: Window, message: Message, seq: number): Window {
  if (window.messages.has(message.id)) return replaced(window, message);
  if (!covers(window.ranges, seq)) return window;
  // it can have had no reply before it was there; later ones are told
  const known: Known = { message: { ...message, replyCount: 0 }, countedTo: seq };
  return { ...window, messages: new Map(window.messages).set(message.id, known) };
}

function replaced(window: Window, message: Message): Window {
  const known = window.messages.get(message.id);
  if (!known || message.updatedSeq < known.message.updatedSeq) return window;
  return set(window, known, { ...message, replyCount: known.message.replyCount });
}

interface Aspect {
  readonly id: string;
  readonly updatedSeq: number;
  readonly seq: number;
}

/** All else of the message is as of the event: everything before it has been told. */
function inPart(window: Window, { id, updatedSeq, seq }: Aspect, change: Partial<Message>): Window {
  const known = window.messages.get(id);
  if (!known || updatedSeq < known.message.updatedSeq) return window;
  return set(window, known, { ...known.message, ...change, updatedSeq: Math.max(known.message.updatedSeq, seq) });
}

/** What a deletion takes away. */
const EMPTIED = { text: '', pinned: false, mentions: [], attachments: [], reactions: [] } as const;

function deleted(window: Window, { messageId, seq, at }: EventPartsFragment & { messageId: string }): Window {
  const known = window.messages.get(messageId);
  const left = quoted(window, messageId, EMPTIED);
  if (!known) return left;
  const { message } = known;
  const isTold = message.updatedSeq >= seq && message.deletedAt !== null;
  const gone = isTold ? left : set(left, known, { ...message, ...EMPTIED, deletedAt: at, updatedSeq: seq });
  return counted(gone, message, { seq, by: -1 });
}

/** A reply more, or one less, for the root of its thread. */
function counted(window: Window, reply: Message, { seq, by }: { seq: number; by: 1 | -1 }): Window {
  const root = reply.thread && window.messages.get(reply.thread.id);
  if (!root || root.countedTo >= seq) return window;
  const replyCount = Math.max(0, root.message.replyCount + by);
  const next: Known = { message: { ...root.message, replyCount }, countedTo: seq };
  return { ...window, messages: new Map(window.messages).set(root.message.id, next) };
}

/** What quotes a message shows it as it is. */
function quoted(window: Window, id: string, { text, mentions }: Pick<Message, 'text' | 'mentions'>): Window {
  const quoting = [...window.messages].filter(([, { message }]) => message.replyTo?.id === id);
  if (quoting.length === 0) return window;
  const messages = new Map(window.messages);
  for (const [key, known] of quoting)
    messages.set(key, {
      ...known,
      message: { ...known.message, replyTo: { ...known.message.replyTo!, text, mentions } },
    });
  return { ...window, messages };
}

function withAttachment(window: Window, attachment: Message['attachments'][number]): Window {
  const messages = new Map(window.messages);
  for (const [key, known] of window.messages) {
    const { attachments } = known.message;
    if (!attachments.some(({ id }) => id === attachment.id)) continue;
    const after = attachments.map((one) => (one.id === attachment.id ? attachment : one));
    messages.set(key, { ...known, message: { ...known.message, attachments: after } });
  }
  return { ...window, messages };
}

const set = (window: Window, known: Known, message: Message): Window => ({
  ...window,
  messages: new Map(window.messages).set(message.id, { ...known, message }),
});

function detailsAfter(details: ConversationDetails, event: EventPartsFragment): ConversationDetails {
  switch (event.__typename) {
    case 'ConversationUpdated':
      return { ...details, ...event.conversation };
    case 'MemberJoined':
      return { ...details, memberCount: details.memberCount + 1 };
    case 'MemberLeft':
      return { ...details, memberCount: Math.max(0, details.memberCount - 1) };
    default:
      return details;
  }
}
