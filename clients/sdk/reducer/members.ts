import type { Member } from '../model.js';
import { afterUnknown, type ConversationEvent } from './event.js';

/**
 * The members after an event. Idempotent. If the service could not look up who left, they stay: the list has to be read
 * again (`isMemberUnknown`).
 */
export function reduceMembers(members: readonly Member[], event: ConversationEvent): readonly Member[] {
  switch (event.__typename) {
    case 'MemberJoined':
      return withMember(members, event.member);
    case 'MemberLeft':
      return event.user ? members.filter(({ user }) => user?.id !== event.user!.id) : members;
    case 'MemberRoleChanged': {
      const { id, role } = event.member;
      return members.map((member) => (member.id === id ? { ...member, role } : member));
    }
    case 'MessageCreated':
    case 'MessageEdited':
    case 'MessageDeleted':
    case 'ReactionChanged':
    case 'PinChanged':
    case 'AttachmentChanged':
    case 'ConversationUpdated':
    case 'MemberSanctioned':
    case 'MemberRestored':
    case 'EventHidden':
      return members;
    default:
      return afterUnknown(event, members);
  }
}

export const isMemberUnknown = (event: ConversationEvent): boolean =>
  event.__typename === 'MemberLeft' && event.user === null;

export const withMember = (members: readonly Member[], member: Member): readonly Member[] => [
  ...members.filter(({ id }) => id !== member.id),
  member,
];
