import type { NewEntry } from '@parley/contracts/events';
import type { ConversationId, UserId } from '@parley/contracts/ids';

interface MembershipChange {
  conversation: ConversationId;
  people: readonly UserId[];
  /** Who did it. */
  actor: UserId;
}

/** That people came in: to those who are there, and in their own streams to themselves. */
export const joinEntries = ({ conversation, people, actor }: MembershipChange): NewEntry[] => [
  ...people.map((userId): NewEntry => ({ stream: conversation, type: 'MemberJoined', actor, payload: { userId } })),
  ...people.map((person): NewEntry => ({
    stream: person,
    type: 'MembershipStarted',
    actor,
    payload: { conversationId: conversation },
  })),
];

/** That a person is gone, of their own will or not. */
export const leaveEntries = (conversation: ConversationId, person: UserId, actor: UserId): NewEntry[] => [
  { stream: conversation, type: 'MemberLeft', actor, payload: { userId: person, removed: person !== actor } },
  { stream: person, type: 'MembershipEnded', actor, payload: { conversationId: conversation } },
];
