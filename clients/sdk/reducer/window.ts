import type { ConversationDetails, Message } from '../model.js';
import { positionOf, type Position } from '../position.js';
import type { Ranges } from './ranges.js';

/**
 * The loaded part of one conversation. Invariants: it reflects every event up to `position`, as far as the event concerns
 * what is loaded; `messages` has all messages of `ranges`; the last range reaches to `position` or beyond.
 */
export interface ConversationWindow {
  readonly position: Position;
  readonly details: ConversationDetails;
  readonly ranges: Ranges;
  /** By id. */
  readonly messages: ReadonlyMap<string, LoadedMessage>;
}

export interface LoadedMessage {
  readonly message: Message;
  /** `replyCount` includes the replies up to this `seq`. */
  readonly countedTo: number;
}

/** No messages loaded; messages after `details.seq` will be added as their events arrive. */
export const emptyWindow = (details: ConversationDetails): ConversationWindow => ({
  position: positionOf(details),
  details,
  ranges: [{ from: details.seq + 1, to: details.seq }],
  messages: new Map(),
});

export const withMessage = (window: ConversationWindow, loaded: LoadedMessage): ConversationWindow => ({
  ...window,
  messages: new Map(window.messages).set(loaded.message.id, loaded),
});
