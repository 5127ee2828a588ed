import type { Outbox } from '../api.js';
import { parleyError, type ParleyError } from '../errors.js';
import { SendMessageDocument } from '../generated/graphql.js';
import type { Draft, PendingMessage } from '../model.js';
import type { Locks } from '../locks/locks.js';
import type { ClientStorage } from '../storage/memory.js';
import { writable } from '../store.js';
import { randomId } from '../session/random-id.js';
import type { SendRequest } from '../transport/request.js';
import { backoffMs, createRetries } from '../transport/backoff.js';
import { createPause } from '../transport/pause.js';
import { openChannel } from './channel.js';
import { createQueue } from './queue.js';

export interface Sending extends Outbox {
  add(conversationId: string, draft: Draft): PendingMessage;
  /** Sends waiting messages now: the connection is back. */
  hurry(): void;
  /** Forgets all, here and in the storage. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface OutboxOptions {
  readonly request: SendRequest;
  readonly storage: ClientStorage;
  readonly locks: Locks;
  /** Tells apart whose queues are in the storage. */
  readonly owner: string;
  /** What waits for longer fails. */
  readonly ttlMs?: number | undefined;
}

const DAY_MS = 86_400_000;
/** Sent messages that it remembers until they appear in their conversation. */
const MAX_SENT = 100;

/**
 * A message is queued → sending → sent; or queued again for a later try, or failed, until somebody retries or discards it.
 * Each try has the same client message id, so that it is there once. In a conversation they go one after another;
 * conversations don't wait for each other. Over all who share the storage one sends at a time, for all.
 */
export function createOutbox({ request, storage, locks, owner, ttlMs = DAY_MS }: OutboxOptions): Sending {
  const name = `${owner}:outbox`;
  const queue = createQueue(storage, `${name}:`);
  const state = writable<readonly PendingMessage[]>([]);
  const pause = createPause();
  const closing = new AbortController();
  const retries = createRetries();
  const release = holdWhileWaiting();
  const channel = openChannel(name, () => void reread().then(wake, () => undefined));
  /** What this one put there and the storage does not have yet. */
  let writing: Promise<unknown> = Promise.resolve();
  let working: Promise<void> | undefined;
  let wanted = false;
  let latest = 0;

  const isSent = ({ state: is }: PendingMessage) => is === 'sent';

  /** Keeps the process running while something is to be sent. */
  function holdWhileWaiting(): () => void {
    let held: (() => void) | undefined;
    const unsubscribe = state.subscribe(() => {
      if (state.get().some(isWaiting)) return void (held ??= pause.hold());
      held?.();
      held = undefined;
    });
    return () => {
      unsubscribe();
      held?.();
    };
  }

  /** A message whose tab closed while sending it is resent: the service recognizes it by its client message id. */
  async function reread(): Promise<void> {
    await writing;
    const found = await queue.all();
    state.update((before) => {
      const sent = before.filter(isSent).slice(-MAX_SENT);
      return [...sent, ...found.filter((one) => !sent.some((other) => other.clientMessageId === one.clientMessageId))];
    });
  }

  function put(pending: PendingMessage): void {
    state.update((before) => replaced(before, pending));
    keep(() => (isSent(pending) ? queue.remove(pending.clientMessageId) : queue.put(pending)));
  }

  function keep(write: () => Promise<void>): void {
    writing = writing
      .then(write)
      .then(channel.tell)
      // a storage that is full, or closed: it is in memory all the same
      .catch(() => undefined);
  }

  function wake(): void {
    wanted = true;
    pause.hurry();
    if (closing.signal.aborted || working || !state.get().some(isWaiting)) return;
    working = locks
      .hold(name, work, closing.signal)
      .then(retries.works, failed)
      .finally(() => {
        working = undefined;
        if (wanted) wake();
      });
  }

  /** There was no lock, as where pages may not have any. */
  async function failed(): Promise<void> {
    wanted = true;
    if (!closing.signal.aborted) await pause.wait(retries.waitMs());
  }

  /** While it has the lock: sends what is due, until nothing waits. */
  async function work(): Promise<void> {
    // a storage that can not be read: what is in memory is sent all the same
    await reread().catch(() => undefined);
    const under = new Map<string, Promise<void>>();
    while (!closing.signal.aborted) {
      wanted = false;
      for (const next of heads(state.get()))
        if (!under.has(next.conversationId) && (next.retryAt ?? 0) <= Date.now()) {
          const sending = send(next).finally(() => {
            under.delete(next.conversationId);
            pause.hurry();
          });
          under.set(next.conversationId, sending);
        }
      const waiting = heads(state.get()).filter(({ conversationId }) => !under.has(conversationId));
      if (waiting.length === 0 && under.size === 0) break;
      const due = Math.min(...waiting.map(({ retryAt }) => retryAt ?? 0));
      if (!wanted) await pause.wait(Math.min(Math.max(due - Date.now(), 0), 60_000));
    }
    await Promise.all(under.values());
    await writing;
  }

  async function send(pending: PendingMessage): Promise<void> {
    const { clientMessageId, conversationId, createdAt } = pending;
    const { preview: _, ...draft } = pending.draft;
    if (Date.now() - createdAt > ttlMs)
      return put({ ...pending, state: 'failed', error: { code: 'CANCELLED', message: 'It waited for too long' } });
    const trying: PendingMessage = { ...pending, state: 'sending', attempts: pending.attempts + 1, retryAt: null };
    put(trying);
    try {
      const input = { conversationId, clientMessageId, ...draft } as const;
      const { sendMessage } = await request(
        SendMessageDocument,
        { input: { ...input, attachmentIds: [...(draft.attachmentIds ?? [])] } },
        { signal: closing.signal },
      );
      put({
        ...trying,
        state: 'sent',
        sent: { id: sendMessage.message.id, seq: sendMessage.message.seq },
        error: null,
      });
    } catch (thrown) {
      if (!closing.signal.aborted) put(afterError(trying, parleyError(thrown)));
    }
  }

  const find = (clientMessageId: string) => state.get().find((one) => one.clientMessageId === clientMessageId);
  void reread().then(wake, () => undefined);

  return {
    get: state.get,
    subscribe: state.subscribe,
    add(conversationId, draft) {
      latest = Math.max(Date.now(), latest + 1);
      const pending: PendingMessage = {
        ...{ clientMessageId: randomId(), conversationId, draft, state: 'queued', createdAt: latest },
        ...{ attempts: 0, retryAt: null, sent: null, error: null },
      };
      put(pending);
      wake();
      return pending;
    },
    retry(clientMessageId) {
      const pending = find(clientMessageId);
      if (pending && pending.state !== 'sending' && !isSent(pending))
        put({
          ...pending,
          state: 'queued',
          createdAt: pending.state === 'failed' ? Date.now() : pending.createdAt,
          retryAt: null,
        });
      wake();
    },
    discard(clientMessageId) {
      const pending = find(clientMessageId);
      if (!pending || pending.state === 'sending' || isSent(pending)) return;
      state.update((before) => before.filter((one) => one !== pending));
      keep(() => queue.remove(clientMessageId));
      wake();
    },
    hurry() {
      state.update((before) => before.map((one) => (one.error?.code === 'NETWORK' ? { ...one, retryAt: null } : one)));
      wake();
    },
    async clear() {
      state.set([]);
      keep(queue.clear);
      await writing;
    },
    async close() {
      closing.abort();
      release();
      pause.hurry();
      await working;
      await writing;
      channel.close();
    },
  };
}

/** Later and later, or when the service says so; what no time will mend has failed. */
function afterError(pending: PendingMessage, error: ParleyError): PendingMessage {
  const { code, message, retryable, retryAfterMs } = error;
  const shown = { ...pending, error: { code, message } };
  if (!retryable && code !== 'UNAUTHENTICATED') return { ...shown, state: 'failed' };
  const ms = Math.max(backoffMs(pending.attempts), retryAfterMs ?? 0);
  return { ...shown, state: 'queued', retryAt: Date.now() + ms };
}

const isWaiting = ({ state }: PendingMessage): boolean => state === 'queued' || state === 'sending';

/** Of each conversation the one whose turn it is. What failed stands in nobody's way. */
function heads(all: readonly PendingMessage[]): PendingMessage[] {
  const first = new Map<string, PendingMessage>();
  for (const pending of all)
    if (isWaiting(pending) && !first.has(pending.conversationId)) first.set(pending.conversationId, pending);
  return [...first.values()];
}

function replaced(all: readonly PendingMessage[], pending: PendingMessage): readonly PendingMessage[] {
  const others = all.filter(({ clientMessageId }) => clientMessageId !== pending.clientMessageId);
  const forgotten = others.filter(({ state }) => state === 'sent').at(-MAX_SENT);
  return [...others.filter((one) => one !== forgotten), pending].sort((one, other) => one.createdAt - other.createdAt);
}
