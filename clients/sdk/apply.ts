import type {
  AttachmentStatus,
  ConversationRole,
  EventPartsFragment,
  MessagePartsFragment,
} from './generated/graphql.js';

export interface MessageState {
  readonly id: string;
  readonly seq: number;
  readonly authorId: string | null;
  readonly text: string;
  readonly revision: number;
  /** Position of the latest event that changed it. */
  readonly updatedSeq: number;
  readonly pinned: boolean;
  readonly createdAt: string;
  readonly editedAt: string | null;
  readonly deletedAt: string | null;
  readonly mentionIds: readonly string[];
  readonly attachments: readonly { readonly id: string; readonly status: AttachmentStatus }[];
  /** By emoji, in the order in which each was first given; the first hundred people of each. */
  readonly reactions: readonly ReactionState[];
  readonly replyToId: string | null;
  readonly threadId: string | null;
  /** Replies in its thread that are not deleted. */
  readonly replyCount: number;
}

export interface ReactionState {
  readonly emoji: string;
  readonly count: number;
  readonly userIds: readonly string[];
}

/** One conversation as its events tell it: who has all events up to `seq` has this. */
export interface ConversationState {
  /** Position of the latest event that is in it. */
  readonly seq: number;
  readonly title: string | null;
  readonly topic: string | null;
  /** Roles of the present members, by user id. */
  readonly members: ReadonlyMap<string, ConversationRole>;
  /** By id, in the order of their positions. */
  readonly messages: ReadonlyMap<string, MessageState>;
}

/** A conversation before its first event. A title from before the first change of it is read by a query. */
export const emptyConversation = (look: { title?: string | null; topic?: string | null } = {}): ConversationState => ({
  seq: 0,
  title: look.title ?? null,
  topic: look.topic ?? null,
  members: new Map(),
  messages: new Map(),
});

/** An event can't be applied: read the conversation afresh, or what lies between by `conversationChanges`. */
export class ResyncNeeded extends Error {
  override readonly name = 'ResyncNeeded';
}

/**
 * The state after one more event. An event that the state has already changes nothing, so that replays may overlap.
 * Events show the present, which may be newer than they are: a state is exact where it has all events until then.
 * Errors: ResyncNeeded where the event before this one is missing, and for one whose person could not be looked up.
 */
export function apply(state: ConversationState, event: EventPartsFragment): ConversationState {
  if (event.seq <= state.seq) return state;
  if (event.seq !== state.seq + 1) throw new ResyncNeeded(`event ${event.seq} came after ${state.seq}`);
  return { ...state, ...changeOf(state, event), seq: event.seq };
}

type Change = Partial<Omit<ConversationState, 'seq'>>;

function changeOf(state: ConversationState, event: EventPartsFragment): Change {
  switch (event.__typename) {
    case 'MessageCreated':
    case 'MessageEdited':
      return withMessage(state, messageState(event.message));
    case 'MessageDeleted':
      return changed(state, event.messageId, { ...EMPTIED, deletedAt: event.at, updatedSeq: event.seq });
    case 'ReactionChanged': {
      const { id, updatedSeq, reactions } = event.message;
      return changed(state, id, { updatedSeq, reactions: reactions.map(reactionState) });
    }
    case 'PinChanged': {
      const { id, updatedSeq, pinned } = event.message;
      return changed(state, id, { updatedSeq, pinned });
    }
    case 'ConversationUpdated':
      return { title: event.conversation.title, topic: event.conversation.topic };
    case 'MemberJoined':
    case 'MemberRoleChanged':
      return { members: new Map(state.members).set(known(event.member.user).id, event.member.role) };
    case 'MemberLeft': {
      const { id } = known(event.user);
      return { members: new Map([...state.members].filter(([userId]) => userId !== id)) };
    }
    case 'AttachmentChanged':
      return event.attachment ? withAttachment(state, event.attachment) : {};
    case 'EventHidden':
      return {};
  }
}

/** What a message says of itself. `replyCount` is that of the answer it came with. */
export const messageState = (message: MessagePartsFragment): MessageState => ({
  id: message.id,
  seq: message.seq,
  authorId: message.author?.id ?? null,
  text: message.text,
  revision: message.revision,
  updatedSeq: message.updatedSeq,
  pinned: message.pinned,
  createdAt: message.createdAt,
  editedAt: message.editedAt,
  deletedAt: message.deletedAt,
  mentionIds: message.mentions.map(({ id }) => id),
  attachments: message.attachments.map(({ id, status }) => ({ id, status })),
  reactions: message.reactions.map(reactionState),
  replyToId: message.replyTo?.id ?? null,
  threadId: message.thread?.id ?? null,
  replyCount: message.replyCount,
});

const reactionState = ({ emoji, count, users }: MessagePartsFragment['reactions'][number]): ReactionState => ({
  emoji,
  count,
  userIds: users.map(({ id }) => id),
});

/** What a deletion takes away. */
const EMPTIED = { text: '', pinned: false, mentionIds: [], attachments: [], reactions: [] } as const;

/** A message that is not here is from before the state began: there is nothing to change of it. */
function changed(state: ConversationState, id: string, change: Partial<MessageState>): Change {
  const message = state.messages.get(id);
  return message ? withMessage(state, { ...message, ...change }) : {};
}

/**
 * Replies are counted from the messages themselves: the count that a replayed event shows is of the present,
 * and has replies in it that are still to come.
 */
function withMessage(state: ConversationState, message: MessageState): Change {
  const before = state.messages.get(message.id);
  const messages = new Map(state.messages).set(message.id, { ...message, replyCount: before?.replyCount ?? 0 });
  const root = message.threadId !== null && messages.get(message.threadId);
  const more = isReply(message) - isReply(before);
  if (root && more !== 0) messages.set(root.id, { ...root, replyCount: root.replyCount + more });
  return { messages };
}

const isReply = (message?: MessageState): 0 | 1 => (message?.threadId != null && message.deletedAt === null ? 1 : 0);

function withAttachment(state: ConversationState, { id, status }: MessageState['attachments'][number]): Change {
  const messages = new Map(state.messages);
  for (const message of state.messages.values())
    if (message.attachments.some((attachment) => attachment.id === id))
      messages.set(message.id, {
        ...message,
        attachments: message.attachments.map((attachment) => (attachment.id === id ? { id, status } : attachment)),
      });
  return { messages };
}

function known<Person>(person: Person | null): Person {
  if (person === null) throw new ResyncNeeded('the person of the event could not be looked up');
  return person;
}
