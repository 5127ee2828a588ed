import type { Message } from '../model.js';
import { reduceMessages } from './conversation.js';
import type { ConversationEvent } from './event.js';
import { covering, without, type Range } from './ranges.js';
import type { ConversationWindow, LoadedMessage } from './window.js';

/** Messages that were read together. */
export interface Page {
  /** The `seq` that it was read as of. */
  readonly asOf: number;
  /** It has all messages of this range. */
  readonly range: Range;
  readonly messages: readonly Message[];
}

/** Adds a page. Of messages that are loaded already, the newer revision stays. `since`: the events after the page was read. */
export function withPage(
  window: ConversationWindow,
  page: Page,
  since: readonly ConversationEvent[] = [],
): ConversationWindow {
  const messages = new Map(window.messages);
  for (const message of page.messages) {
    const loaded = messages.get(message.id)?.message;
    const newest = loaded && loaded.updatedSeq > message.updatedSeq ? loaded : message;
    // `since` adds the replies that came later
    messages.set(message.id, { message: { ...newest, replyCount: message.replyCount }, countedTo: page.asOf });
  }
  const paged = { ...window, messages, ranges: covering(window.ranges, page.range) };
  return since.filter(({ seq }) => seq > page.asOf && seq <= window.position.seq).reduce(reduceMessages, paged);
}

/** How many messages `withoutFar` leaves. */
export interface Limits {
  /** As many on that side of the position … */
  readonly beside: number;
  /** … if there are more than this. */
  readonly max: number;
  /** The newest, at least one: new messages are added to them. */
  readonly newest: number;
}

/**
 * Removes messages far older, or newer, than a position: they can be loaded again. Returns the same window if it would remove
 * only few.
 */
export function withoutFar(
  window: ConversationWindow,
  far: { side: 'older' | 'newer'; seq: number },
  limits: Limits,
): ConversationWindow {
  if (window.messages.size <= limits.max + limits.newest) return window;
  const seqs = Array.from(window.messages.values(), ({ message }) => message.seq).sort((one, other) => one - other);
  const others = seqs.slice(0, -limits.newest);
  const beside = others.filter((seq) => (far.side === 'older' ? seq < far.seq : seq > far.seq));
  if (beside.length <= limits.max) return window;
  const cut =
    far.side === 'older'
      ? { from: 1, to: beside.at(-limits.beside)! - 1 }
      : { from: beside[limits.beside - 1]! + 1, to: seqs.at(-limits.newest)! - 1 };
  const stays = ([, { message }]: [string, LoadedMessage]) => message.seq < cut.from || message.seq > cut.to;
  return {
    ...window,
    ranges: without(window.ranges, cut),
    messages: new Map([...window.messages].filter(stays)),
  };
}
