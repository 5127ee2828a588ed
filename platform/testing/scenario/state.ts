import {
  emptyWindow,
  reduceConversation,
  reduceMembers,
  type ConversationDetails,
  type ConversationEvent,
  type ConversationWindow,
  type Member,
  type Message,
} from '@parley/client';

/** A conversation as its events tell it, by the reducers that the client ships. */
export interface EventState {
  readonly window: ConversationWindow;
  readonly members: readonly Member[];
}

/** Before its first event. */
export function emptyState(conversationId: string): EventState {
  const details: ConversationDetails = {
    ...{ id: conversationId, kind: 'GROUP', title: null, topic: null, public: false, createdAt: '', updatedAt: '' },
    ...{ memberCount: 0, peer: null, seq: 0, epoch: '' },
  };
  return { window: emptyWindow(details), members: [] };
}

export function reduce(state: EventState, event: ConversationEvent): EventState {
  const window = reduceConversation(state.window, event);
  return window === state.window ? state : { window, members: reduceMembers(state.members, event) };
}

/** What events and queries have to agree on. */
export interface ComparableState {
  readonly seq: number;
  readonly title: string | null;
  readonly topic: string | null;
  readonly memberCount: number;
  /** Roles by user id, in the order of the ids: the order in which members are listed is not promised. */
  readonly members: ReadonlyMap<string, string>;
  readonly messages: ReadonlyMap<string, ReturnType<typeof comparableMessage>>;
}

type Details = Pick<ConversationDetails, 'title' | 'topic' | 'memberCount'>;

interface Parts {
  readonly seq: number;
  readonly details: Details;
  readonly members: readonly Pick<Member, 'role' | 'user'>[];
  readonly messages: Iterable<Message>;
}

export const comparable = ({ seq, details, members, messages }: Parts): ComparableState => ({
  ...{ seq, title: details.title, topic: details.topic, memberCount: details.memberCount },
  members: new Map(members.map(({ user, role }) => [user!.id, role] as const).sort()),
  messages: new Map(Array.from(messages, (message) => [message.id, comparableMessage(message)])),
});

export const comparableEvents = ({ window, members }: EventState): ComparableState =>
  comparable({
    seq: window.position.seq,
    details: window.details,
    members,
    messages: [...window.messages.values()].map(({ message }) => message),
  });

/** URLs are signed anew for each reader, and profiles change without an event. */
const comparableMessage = ({ author, mentions, attachments, replyTo, ...message }: Message) => ({
  ...message,
  authorId: author?.id,
  mentionIds: mentions.map(({ id }) => id),
  attachments: attachments.map(({ id, status }) => ({ id, status })),
  replyTo: replyTo && { id: replyTo.id, text: replyTo.text, mentionIds: replyTo.mentions.map(({ id }) => id) },
});
