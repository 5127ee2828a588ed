import type { Member } from '../model.js';
import { unchanged, type ConversationEvent, type EventOf } from './event.js';

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
    default:
      return unchanged(
        event satisfies EventOf<
          | 'MessageCreated'
          | 'MessageEdited'
          | 'MessageDeleted'
          | 'ReactionChanged'
          | 'PinChanged'
          | 'AttachmentChanged'
          | 'ConversationUpdated'
          | 'MemberSanctioned'
          | 'MemberRestored'
          | 'EventHidden'
        >,
        members,
      );
  }
}

export const isMemberUnknown = (event: ConversationEvent): boolean =>
  event.__typename === 'MemberLeft' && event.user === null;

export const withMember = (members: readonly Member[], member: Member): readonly Member[] => [
  ...members.filter(({ id }) => id !== member.id),
  member,
];
