import { inspect } from 'node:util';
import {
  ConversationChangesDocument,
  ConversationEventsDocument,
  InboxEventsDocument,
  type ConversationChangesQuery,
  type ConversationEvent,
} from '@parley/client';
import { value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import type { ExecutionResult } from 'graphql';
import { emptyState, reduce, type EventState } from './state';

/** Somebody who knows of conversations only what events told. */
export interface Reader {
  readonly name: string;
  state(conversationId: string): EventState | undefined;
  /** Ends reading. Errors: what went wrong while it read. */
  stop(): Promise<void>;
}

export interface Reading {
  name: string;
  client: TestClient;
  conversations: readonly string[];
  /** Whether the client is a member, as far as those know who let it in and out. */
  isMember(conversationId: string): boolean;
  /** Whether to drop the subscription after this event, and to resume. */
  drops(): boolean;
  heard(event: ConversationEvent): void;
}

type Events = AsyncIterableIterator<ExecutionResult<Record<string, ConversationEvent>>>;

/** Goes through the subscriptions that `open` gives one after another, until it is stopped. */
function reading(open: () => Promise<Events>, take: (event: ConversationEvent) => Promise<'drop' | 'go on'>) {
  let events: Events | undefined;
  let stopped = false;
  async function read(): Promise<void> {
    while (!stopped) {
      events = await open();
      if (stopped) break;
      for await (const { data, errors } of events) {
        if (!data || errors) throw new Error(`a frame with errors: ${JSON.stringify(errors)}`);
        if ((await take(Object.values(data)[0]!)) === 'drop') break;
      }
    }
    await events?.return?.();
  }
  return {
    read,
    isStopped: () => stopped,
    async stop() {
      stopped = true;
      await events?.return?.();
    },
  };
}

interface Loop {
  stop(): Promise<void>;
  done: Promise<void>;
}

/** One subscription a conversation; while it is no member it waits, and then goes on from where it was. */
export function readEach({ name, client, conversations, isMember, drops, heard }: Reading): Reader {
  const states = new Map<string, EventState>();
  const all = conversations.map((conversationId) => {
    const state = () => states.get(conversationId) ?? emptyState(conversationId);
    const loop = reading(
      async () => {
        await until(() => loop.isStopped() || isMember(conversationId), { timeoutMs: 600_000, everyMs: 50 });
        return client.subscribe(String(ConversationEventsDocument), {
          conversationId,
          after: state().window.position.seq,
        }) as Events;
      },
      async (event) => {
        heard(event);
        states.set(conversationId, reduce(state(), event));
        return drops() ? 'drop' : 'go on';
      },
    );
    return { stop: loop.stop, done: again(loop) };
  });
  return readerOf(name, states, all);
}

/** What goes wrong while it reads is told when it is stopped. */
function readerOf(name: string, states: Map<string, EventState>, loops: Loop[]): Reader {
  const ends = Promise.allSettled(loops.map(({ done }) => done));
  return {
    name,
    state: (conversationId) => states.get(conversationId),
    async stop() {
      await Promise.all(loops.map(({ stop }) => stop()));
      const failed = (await ends).find((end) => end.status === 'rejected');
      if (failed) throw new Error(`${name} could not read on: ${inspect(failed.reason)}`);
    },
  };
}

/** Reads on after it was cut off from a conversation: it may be let in again. */
async function again(loop: ReturnType<typeof reading>): Promise<void> {
  try {
    await loop.read();
  } catch (error) {
    if (!isNotFound(error)) throw error;
    await again(loop);
  }
}

const isNotFound = (error: unknown): boolean =>
  Array.isArray(error) && error.every(({ extensions }) => extensions?.code === 'NOT_FOUND');

/** All conversations through one subscription. One that it left it forgets; one that is new to it, it reads from its first event. */
export async function readInbox({ name, client, conversations, isMember, drops, heard }: Reading): Promise<Reader> {
  const states = new Map<string, EventState>();
  for (const id of conversations) if (isMember(id)) states.set(id, emptyState(id));
  const { seq: since } = await value(client.request<Record<string, { seq: number }>>('{ me { seq } }'));
  const isOwnEnd = (event: ConversationEvent) => event.__typename === 'MemberLeft' && event.user?.id === client.userId;

  const loop = reading(
    async () => {
      const after = [...states].map(([conversationId, { window }]) => ({ conversationId, seq: window.position.seq }));
      return client.subscribe(String(InboxEventsDocument), { after, since }) as Events;
    },
    async (event) => {
      heard(event);
      const { conversationId } = event;
      const state = states.get(conversationId);
      if (state && event.seq <= state.window.position.seq) return 'go on';
      if (isOwnEnd(event)) states.delete(conversationId);
      else if (state) states.set(conversationId, reduce(state, event));
      else await catchUp(conversationId);
      return drops() ? 'drop' : 'go on';
    },
  );

  async function catchUp(conversationId: string): Promise<void> {
    let state = emptyState(conversationId);
    for (let more = true; more;) {
      const variables = { conversationId, after: state.window.position.seq, first: 100 };
      const { data, errors } = await client.request<ConversationChangesQuery>(
        String(ConversationChangesDocument),
        variables,
      );
      // it was let in and is out again: there is an end of it to come
      if (errors?.every(({ extensions }) => extensions.code === 'NOT_FOUND')) return;
      if (!data) throw new Error(JSON.stringify(errors));
      state = data.conversationChanges.events.reduce(reduce, state);
      more = data.conversationChanges.hasMore;
    }
    states.set(conversationId, state);
  }

  return readerOf(name, states, [{ stop: loop.stop, done: loop.read() }]);
}
