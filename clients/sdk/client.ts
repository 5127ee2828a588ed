import { createAccount, createPeople } from './actions/people.js';
import { searchMessages } from './actions/search.js';
import { signingIn, type DeviceLook } from './actions/signing-in.js';
import { uploadFile } from './actions/upload.js';
import type { ParleyClient } from './api.js';
import { createConversation } from './conversation.js';
import {
  AttachmentDocument,
  CreateConversationDocument,
  MeDocument,
  MessageDocument,
  MessageHistoryDocument,
} from './generated/graphql.js';
import type { Viewer } from './model.js';
import { createSession } from './session/session.js';
import { whenOnline } from './transport/online.js';
import { defaultLocks, type Locks } from './locks/locks.js';
import { memoryStorage, type ClientStorage } from './storage/memory.js';
import { derived, writable } from './store.js';
import { createConversationList } from './stores/conversation-list.js';
import { createRequest } from './transport/request.js';
import { createConnection } from './transport/connection.js';
import { createPost } from './transport/http.js';
import { createLive } from './transport/live.js';
import { createPause } from './transport/pause.js';
import type { WebSocketClass } from './transport/web-socket.js';
import { createOutboxes } from './outbox/outboxes.js';

export interface ConnectOptions {
  /** Where the service is, as `https://chat.example`. */
  readonly url: string;
  /** Stores the session and queued messages. Default: memory. */
  readonly storage?: ClientStorage;
  /** Locks over all tabs that share the storage. Default: those of the browser. */
  readonly locks?: Locks;
  readonly device?: DeviceLook;
  /** A `WebSocket` class, for environments that have none. */
  readonly webSocket?: WebSocketClass;
  /** How long a message waits for a connection before it fails, in milliseconds. Default: a day. */
  readonly queueForMs?: number;
}

/** Cached, so that the same conversation is the same object. */
const MAX_CONVERSATIONS = 100;

/** A client for one person. It sends no request before one is needed. */
export function connect(options: ConnectOptions): ParleyClient {
  const url = options.url.replace(/\/+$/, '');
  const {
    storage = memoryStorage(),
    locks = defaultLocks(storage.locks),
    device = {},
    webSocket,
    queueForMs,
  } = options;
  const post = createPost(url, (isReachable) => live.reachable(isReachable));
  const session = createSession({ post, storage, locks, url });
  const request = createRequest(post, session);
  const connection = createConnection();
  const pause = createPause();
  const live = createLive({ url, session, connection, webSocket });
  const wire = { request, live, connection, pause };
  const viewerId = derived([session.state] as const, (state) => (state.status === 'signedIn' ? state.userId : null));
  const left = (id: string) => conversations.get(id)?.left();
  const list = createConversationList({ ...wire, viewerId: viewerId.get, left });
  const outbox = createOutboxes({ request, storage, locks, owner: `parley:${url}`, ttlMs: queueForMs, viewerId });
  const conversations = new Map<string, ReturnType<typeof createConversation>>();
  const viewer = writable<Viewer | null>(null, {
    pause,
    start() {
      const reload = () => void readViewer().catch(() => undefined);
      reload();
      return viewerId.subscribe(reload);
    },
  });

  async function readViewer(): Promise<void> {
    await session.restored;
    viewer.set(viewerId.get() === null ? null : (await request(MeDocument, {})).me);
  }

  function conversation(id: string) {
    const known = conversations.get(id) ?? createConversation(id, { ...wire, outbox, list, viewerId });
    conversations.delete(id);
    conversations.set(id, known);
    if (conversations.size > MAX_CONVERSATIONS) forget(conversations.keys().next().value!);
    return known;
  }

  function forget(id: string): void {
    conversations.get(id)?.stop();
    conversations.delete(id);
  }

  function forgetAll(): void {
    list.clear();
    [...conversations.keys()].forEach(forget);
  }

  let last = viewerId.get();
  const ends = [
    viewerId.subscribe(() => {
      const now = viewerId.get();
      if (last !== null && now !== last) forgetAll();
      if (now !== null && now !== last) list.restart();
      last = now;
    }),
    whenOnline(() => {
      live.hurry();
      pause.hurry();
      outbox.hurry();
    }),
    connection.onReturn(async () => outbox.hurry()),
    connection.onReturn(async () => (viewer.get() === null ? readViewer() : undefined)),
  ];

  return {
    connection: connection.state,
    session: session.state,
    viewer: { get: viewer.get, subscribe: viewer.subscribe },
    conversations: list,
    outbox,
    people: createPeople(wire),
    account: createAccount(request, readViewer),
    ...signingIn({ post, request, session, device }),
    channels: (words = '') => list.channels(words),
    conversation,
    createConversation: async (input) => (await request(CreateConversationDocument, { input })).createConversation,
    search: (query, filter) => searchMessages(wire, { query, filter }),
    async message(id) {
      const { message } = await request(MessageDocument, { id });
      return message && { ...message, conversationId: message.conversation.id };
    },
    history: async (id, after) => (await request(MessageHistoryDocument, { id, after })).message?.history ?? [],
    upload: (file) => uploadFile(request, file),
    attachment: async (id) => (await request(AttachmentDocument, { id })).attachment,
    request,
    listen: live.listen,
    accessToken: session.token,
    async close() {
      ends.forEach((end) => end());
      forgetAll();
      await outbox.close();
      await live.close();
      pause.close();
    },
  };
}
