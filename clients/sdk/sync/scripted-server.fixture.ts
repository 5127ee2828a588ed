import type { LiveSink } from '../api.js';
import { ParleyError } from '../errors.js';
import {
  ConversationChangesDocument,
  ConversationHeadDocument,
  ConversationWithMessagesDocument,
  MessageDocument,
  type EventPartsFragment,
} from '../generated/graphql.js';
import type { Message } from '../model.js';
import type { Wire } from './feed.js';

export type Act = 'say' | 'reply' | 'quote' | 'edit' | 'delete' | 'react' | 'pin' | 'retitle';

type Details = EventPartsFragment extends infer Event
  ? Event extends EventPartsFragment
    ? Omit<Event, 'conversationId' | 'seq' | 'at' | 'actor'>
    : never
  : never;

interface Variables {
  readonly after?: number;
  readonly before?: number;
  readonly around?: number;
  readonly id?: string;
  readonly epoch?: string;
}

/** One conversation on a server that a test steps through. What it answers is as of when it was variables. */
export interface ScriptedServer {
  readonly wire: Wire;
  act(act: Act, pick: number): void;
  /** The next event over the line; false where there is none. */
  deliver(): boolean;
  /** The next event gets lost on the way. */
  lose(): void;
  /** An event is delivered again. */
  repeat(pick: number): void;
  /** The line breaks and comes back: it is subscribed again. */
  cut(): void;
  newEpoch(): void;
  /** The next request fails. */
  failNext(): void;
  messages(): Message[];
  title(): string;
}

const AT = '2026-01-01T00:00:00.000Z';
const PAGE = 4;

/** `respond` decides when each response is delivered. */
export function scriptedServer(respond: <T>(value: Promise<T>) => Promise<T>): ScriptedServer {
  const log: (() => Details)[] = [];
  const messages: Message[] = [];
  const returns = new Set<() => Promise<unknown>>();
  let title = 'first';
  let epoch = 1;
  let failing = false;
  let line: { sink: LiveSink<unknown>; variables: () => Variables; at: number } | undefined;

  const pickOf = (pick: number) => messages[pick % messages.length];
  const seq = () => log.length;
  const change = (id: string, changes: Partial<Message>) => {
    const at = messages.findIndex((message) => message.id === id);
    messages[at] = { ...messages[at]!, ...changes };
  };
  const now = (id: string) => messages.find((message) => message.id === id)!;
  const textOf = ({ text, mentions }: Message) => ({ text, mentions });
  const quoted = (message: Message): Message => ({
    ...message,
    replyTo: message.replyTo && { ...message.replyTo, ...textOf(now(message.replyTo.id)) },
  });
  const shown = (id: string) => quoted(now(id)) as never;
  const event = (at: number): EventPartsFragment => ({
    ...{ conversationId: 'c', seq: at, at: AT, actor: null },
    ...log[at - 1]!(),
  });

  function say({ thread, replyTo }: { thread?: Message; replyTo?: Message }): void {
    const at = seq() + 1;
    const id = `m${at}`;
    messages.push({
      ...{ id, seq: at, revision: 1, updatedSeq: at, text: `text ${at}`, author: null, mentions: [], attachments: [] },
      ...{ reactions: [], replyCount: 0, pinned: false, createdAt: AT, editedAt: null, deletedAt: null },
      thread: thread ? { id: thread.id } : null,
      replyTo: replyTo ? { id: replyTo.id, seq: replyTo.seq, text: '', author: null, mentions: [] } : null,
    });
    if (thread) change(thread.id, { replyCount: now(thread.id).replyCount + 1 });
    log.push(() => ({ __typename: 'MessageCreated', message: shown(id) }));
  }

  /** Of one that is there, and not deleted. */
  function touch(pick: number, changes: (message: Message, at: number) => [Partial<Message>, () => Details]): void {
    const message = pickOf(pick);
    if (message?.deletedAt !== null) return;
    const [changed, details] = changes(message, seq() + 1);
    change(message.id, { ...changed, updatedSeq: seq() + 1 });
    log.push(details);
  }

  const acts: Record<Act, (pick: number) => void> = {
    say: () => say({}),
    reply(pick) {
      const thread = pickOf(pick);
      say(thread?.thread === null ? { thread } : {});
    },
    quote: (pick) => say({ replyTo: pickOf(pick) }),
    edit: (pick) =>
      touch(pick, ({ id, revision }, at) => [
        {
          ...{ text: `edited ${at}`, mentions: [{ id: `p${at}`, displayName: 'P' }] },
          ...{ revision: revision + 1, editedAt: AT },
        },
        () => ({ __typename: 'MessageEdited', message: shown(id) }),
      ]),
    delete: (pick) =>
      touch(pick, ({ id, thread }) => {
        if (thread) change(thread.id, { replyCount: now(thread.id).replyCount - 1 });
        const emptied = { text: '', mentions: [], pinned: false, reactions: [], deletedAt: AT };
        return [emptied, () => ({ __typename: 'MessageDeleted', messageId: id })];
      }),
    react: (pick) =>
      touch(pick, ({ id, reactions }, at) => [
        { reactions: [...reactions, { emoji: `e${at}`, count: 1, users: [] }] },
        () => {
          const { updatedSeq, reactions: after } = now(id);
          const message = { id, updatedSeq, reactions: after as never };
          return { __typename: 'ReactionChanged', emoji: '', added: true, message };
        },
      ]),
    pin: (pick) =>
      touch(pick, ({ id, pinned }) => [
        { pinned: !pinned },
        () => {
          const { updatedSeq, pinned: after } = now(id);
          return { __typename: 'PinChanged', pinned: after, message: { id, updatedSeq, pinned: after } };
        },
      ]),
    retitle() {
      title = `title ${seq() + 1}`;
      log.push(() => ({ __typename: 'ConversationUpdated', conversation: details() }));
    },
  };

  const details = () => ({
    ...{ id: 'c', kind: 'GROUP' as const, title, topic: null, public: false, createdAt: AT, updatedAt: AT },
    ...{ seq: seq(), epoch: `${epoch}`, memberCount: 1 },
  });

  function page({ before, after, around }: Variables) {
    const all = messages.map(quoted);
    const older = all.filter((one) => one.seq < (before ?? around ?? Infinity));
    const newer = all.filter((one) => one.seq >= (after === undefined ? (around ?? Infinity) : after + 1));
    const half = around === undefined ? PAGE : PAGE / 2;
    const isBackward = after === undefined;
    const [back, forth] = [isBackward ? older.slice(-half) : [], newer.slice(0, half)];
    const [hasOlder, hasNewer] = [isBackward && older.length > half, newer.length > half];
    const found = isBackward && around === undefined ? back.toReversed() : [...back, ...forth];
    return {
      asOf: seq(),
      epoch: `${epoch}`,
      edges: found.map((node) => ({ node })),
      pageInfo: {
        hasNextPage: isBackward && around === undefined ? hasOlder : hasNewer,
        hasPreviousPage: around !== undefined && hasOlder,
      },
    };
  }

  function resultOf(document: unknown, variables: Variables): unknown {
    if (document === ConversationWithMessagesDocument)
      return { conversation: { ...details(), readState: null, pinned: [], messages: page(variables) } };
    if (document === ConversationHeadDocument) return { conversation: details() };
    if (document === MessageDocument) return { message: messageOf(variables.id!) };
    if (document !== ConversationChangesDocument) throw new Error('not scripted');
    if (variables.epoch !== `${epoch}`)
      return { conversationChanges: { events: [], seq: seq(), epoch: `${epoch}`, hasMore: false, resync: true } };
    const all = log.map((_, n) => event(n + 1)).slice(variables.after);
    const events = all.slice(0, PAGE);
    return {
      conversationChanges: { events, seq: seq(), epoch: `${epoch}`, hasMore: all.length > PAGE, resync: false },
    };
  }

  const messageOf = (id: string) => {
    const message = now(id);
    const thread = message.thread && { id: message.thread.id, replyCount: now(message.thread.id).replyCount };
    return { ...quoted(message), conversation: { id: 'c', seq: seq() }, thread };
  };

  const request = (async (document: unknown, variables: Variables) => {
    const isLost = failing;
    failing = false;
    const value = resultOf(document, variables);
    return respond(isLost ? Promise.reject(new ParleyError('lost', { code: 'NETWORK' })) : Promise.resolve(value));
  }) as unknown as Wire['request'];

  const tell = (at: number) => line?.sink.next({ conversationEvents: event(at) }, at);

  return {
    wire: {
      request,
      live: {
        listen(_document, variables, sink) {
          const mine = { sink: sink as LiveSink<unknown>, variables: variables as () => Variables, at: 0 };
          mine.at = mine.variables().after!;
          line = mine;
          return () => {
            if (line === mine) line = undefined;
          };
        },
      },
      connection: {
        onReturn(catchUp) {
          returns.add(catchUp);
          return () => void returns.delete(catchUp);
        },
      },
      pause: {
        wait: () => respond(Promise.resolve()),
        hold: () => () => undefined,
        hurry: () => undefined,
        close: () => undefined,
      },
    },
    act: (act, pick) => acts[act](pick),
    deliver() {
      if (!line || line.at >= seq()) return false;
      tell(++line.at);
      return true;
    },
    lose() {
      if (line && line.at < seq()) line.at += 1;
    },
    repeat(pick) {
      if (line && line.at > 0) tell(1 + (pick % line.at));
    },
    cut() {
      if (!line) return;
      const { variables, sink } = line;
      if (variables().epoch !== `${epoch}`) sink.error(new ParleyError('resync', { code: 'RESYNC_REQUIRED' }));
      else line.at = variables().after!;
      for (const catchUp of [...returns]) catchUp().catch(() => undefined);
    },
    newEpoch() {
      epoch += 1;
      line?.sink.error(new ParleyError('resync', { code: 'RESYNC_REQUIRED' }));
    },
    failNext() {
      failing = true;
    },
    messages: () => messages.map(quoted),
    title: () => title,
  };
}
