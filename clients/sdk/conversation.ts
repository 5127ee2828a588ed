import { conversationActions } from './actions/conversations.js';
import { messageActions } from './actions/messages.js';
import { createReading } from './actions/reading.js';
import { createOwnTyping } from './actions/typing.js';
import type { Conversation } from './api.js';
import { ReceiptChangesDocument, TypingChangesDocument } from './generated/graphql.js';
import type { ReadState, Person } from './model.js';
import type { ConversationEvent } from './reducer/event.js';
import type { Sending } from './outbox/outbox.js';
import { derived, writable, type Store } from './store.js';
import type { LiveConversationList } from './stores/conversation-list.js';
import { latest, sink } from './stores/latest.js';
import { createMembers } from './stores/members.js';
import { createPinned } from './stores/pinned.js';
import { createTimeline } from './stores/timeline.js';
import { conversationSource, threadSource } from './sync/conversation-source.js';
import { createFeed, type Wire } from './sync/feed.js';
import { createView } from './sync/view.js';
import type { Timeline } from './timeline.js';

export interface ConversationParts extends Wire {
  readonly outbox: Sending;
  readonly list: LiveConversationList;
  readonly viewerId: Store<string | null>;
}

/** Cached threads of one conversation. */
const MAX_THREADS = 20;

export interface LiveConversation extends Conversation {
  /** The viewer is no longer a member. */
  readonly left: () => void;
  readonly stop: () => void;
}

export function createConversation(id: string, parts: ConversationParts): LiveConversation {
  const { request, live, connection, pause, outbox, list, viewerId } = parts;
  const feed = createFeed(id, parts);
  const ownRead = writable<ReadState | null>(null);
  const source = conversationSource(request, id, ({ pinned: found, readState }) => {
    ownRead.set(readState);
    isIn(readState !== null);
    pinned.set(found);
  });
  const readState = derived([ownRead, list] as const, (own) => list.entry(id)?.readState ?? own);
  const view = createView({ feed, source, pause, heard });
  // stores beside the timeline need its events
  const watch = () => view.subscribe(() => undefined);
  const pinned = createPinned({ request, pause, watch });
  const members = createMembers({ request, id, pause, watch });

  function heard(event: ConversationEvent): void {
    if (event.__typename === 'MemberJoined' && event.member.user?.id === viewerId.get()) isIn(true);
    members.heard(event);
    pinned.heard(event, (messageId) => view.get().window?.messages.get(messageId)?.message);
  }

  const mine = derived([outbox] as const, (all) => all.filter(({ conversationId }) => conversationId === id));
  const timeline = createTimeline({ view, pending: mine, viewerId });
  const threads = new Map<string, Timeline>();
  const typing = createOwnTyping(request, id);
  const reading = createReading(request, id, hasRead);
  const actions = conversationActions(request, id, list);

  let wasIn: boolean | undefined;

  /** Only members may subscribe to typing and receipts. */
  function isIn(is: boolean): void {
    if (!is) ownRead.set(null);
    if (wasIn !== undefined && wasIn !== is) for (const store of [typers, receipts]) store.restart();
    // only members see in events how far others have read
    if (wasIn === false && is) feed.resubscribe();
    wasIn = is;
  }

  function hasRead(readState: ReadState): void {
    ownRead.set(readState);
    list.hasRead(id, readState);
  }

  function thread(rootId: string): Timeline {
    const known = threads.get(rootId);
    if (known) return known;
    const pending = derived([mine] as const, (all) => all.filter(({ draft }) => draft.threadId === rootId));
    const made = createTimeline({
      view: createView({ feed, source: threadSource(request, rootId), pause }),
      ...{ pending, viewerId, forwardOnly: true },
    });
    threads.set(rootId, made);
    if (threads.size > MAX_THREADS) threads.delete(threads.keys().next().value!);
    return made;
  }

  const receipts = latest<ReadonlyMap<string, number>>({
    initial: new Map(),
    connection,
    pause,
    listen: (change) =>
      live.listen(
        ReceiptChangesDocument,
        () => ({ conversationId: id }),
        sink(({ receiptChanges }) => {
          for (const { user, lastReadSeq } of receiptChanges) if (user) members.hasRead(user.id, lastReadSeq);
          change(
            (before) =>
              new Map([...before, ...receiptChanges.map((one) => [one.user?.id ?? '', one.lastReadSeq] as const)]),
          );
        }),
      ),
    read: async (change) => {
      await members.read();
      const read = members
        .get()
        .members.flatMap(({ user, lastReadSeq }) => (user ? [[user.id, lastReadSeq] as const] : []));
      change((before) => new Map([...before, ...read]));
    },
  });

  const typers = latest<readonly Person[]>({
    initial: [],
    connection,
    pause,
    forget: true,
    listen: (change) =>
      live.listen(
        TypingChangesDocument,
        () => ({ conversationId: id }),
        sink(({ typingChanges }) => change(() => typingChanges.users)),
      ),
  });

  return {
    id,
    timeline,
    thread,
    members,
    pinned,
    receipts: { get: receipts.get, subscribe: receipts.subscribe },
    details: derived([view, list] as const, ({ window, status }) =>
      status === 'gone' ? null : (window?.details ?? list.entry(id)),
    ),
    typing: derived([typers, viewerId] as const, (users, viewer) => users.filter((user) => user.id !== viewer)),
    readState,
    send(draft) {
      typing.sent();
      return outbox.add(id, typeof draft === 'string' ? { text: draft } : draft);
    },
    ...messageActions(request),
    ...actions,
    async join() {
      await actions.join();
      isIn(true);
    },
    markRead(seq = view.get().window?.position.seq ?? 0) {
      if (wasIn !== false || readState.get()) reading.upTo(seq);
    },
    left: () => isIn(false),
    setTyping: typing.set,
    stop() {
      typing.stop();
      reading.stop();
    },
  };
}
