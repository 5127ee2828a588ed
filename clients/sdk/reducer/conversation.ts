import type { ConversationDetails } from '../model.js';
import { positionOf } from '../position.js';
import { unchanged, type ConversationEvent, type EventOf } from './event.js';
import { addReply, attachmentChanged, deleted, edited, patched, sent } from './message-changes.js';
import { covering } from './ranges.js';
import type { ConversationWindow } from './window.js';

/**
 * The window after the next event. An event that it has already changes nothing, so replays may overlap. Events show messages
 * as they are now, which may be newer than the event: the window is exact once it has all events until now.
 * Errors: RangeError if events are missing between the window and this one.
 */
export function reduceConversation(window: ConversationWindow, event: ConversationEvent): ConversationWindow {
  const { seq, at } = event;
  const { position } = window;
  if (seq <= position.seq) return window;
  if (seq > position.seq + 1) throw new RangeError(`Event ${seq} came after ${position.seq}`);
  const ranges = covering(window.ranges, { from: seq, to: seq });
  return {
    ...reduceMessages({ ...window, ranges }, event),
    position: positionOf({ ...position, seq }),
    details: { ...reduceDetails(window.details, event), seq, updatedAt: at },
  };
}

/** Applies what an event says of loaded messages. Idempotent. */
export function reduceMessages(window: ConversationWindow, event: ConversationEvent): ConversationWindow {
  switch (event.__typename) {
    case 'MessageCreated':
      return addReply(sent(window, event), event.message, { seq: event.seq, by: 1 });
    case 'MessageEdited':
      return edited(window, event.message);
    case 'MessageDeleted':
      return deleted(window, event);
    case 'ReactionChanged':
      return patched(window, event, { reactions: event.message.reactions });
    case 'PinChanged':
      return patched(window, event, { pinned: event.message.pinned });
    case 'AttachmentChanged':
      return event.attachment ? attachmentChanged(window, event.attachment) : window;
    default:
      return unchanged(
        event satisfies EventOf<
          | 'ConversationUpdated'
          | 'MemberJoined'
          | 'MemberLeft'
          | 'MemberRoleChanged'
          | 'MemberSanctioned'
          | 'MemberRestored'
          | 'EventHidden'
        >,
        window,
      );
  }
}

/** Of a conversation, or of its summary. */
export function reduceDetails<Details extends ConversationDetails>(
  details: Details,
  event: ConversationEvent,
): Details {
  const { memberCount } = details;
  switch (event.__typename) {
    case 'ConversationUpdated':
      // its member count is as of now, and may include members whose events are still to come
      return { ...details, ...event.conversation, memberCount };
    case 'MemberJoined':
      return { ...details, memberCount: memberCount + 1 };
    case 'MemberLeft':
      return { ...details, memberCount: Math.max(0, memberCount - 1) };
    default:
      return unchanged(
        event satisfies EventOf<
          | 'MessageCreated'
          | 'MessageEdited'
          | 'MessageDeleted'
          | 'ReactionChanged'
          | 'PinChanged'
          | 'AttachmentChanged'
          | 'MemberRoleChanged'
          | 'MemberSanctioned'
          | 'MemberRestored'
          | 'EventHidden'
        >,
        details,
      );
  }
}
