import type { Event } from './history';

/** The selection of each event. */
export const EVENT = `__typename conversationId seq
  ... on MessageCreated { message { id text author { displayName } } }
  ... on MemberJoined { member { user { id } } }
  ... on MemberLeft { user { id } }`;

export interface EventResult {
  __typename: string;
  conversationId: string;
  seq: number;
  message?: { id: string; text: string };
  member?: { user: { id: string } | null };
  user?: { id: string } | null;
}

export function eventOf({ __typename: type, conversationId: room, seq, ...more }: EventResult): Event {
  const { message, member, user = member?.user } = more;
  return {
    room,
    seq,
    type,
    ...(message && { message: { id: message.id, text: message.text } }),
    ...(user && { person: user.id }),
  };
}
