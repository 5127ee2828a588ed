import {
  backoffMs,
  type ConversationSummary,
  ConversationWithMessagesDocument,
  type ConversationWithMessagesQuery,
  type ParleyClient,
} from '@parley/client';
import type { Logger } from 'pino';
import type { Service } from '../bot.js';
import type { BotState } from '../state/bot-state.js';
import type { Respond } from './respond.js';
import { pauseMs } from './pause.js';

type Page = NonNullable<ConversationWithMessagesQuery['conversation']>['messages'];

interface Parts {
  readonly parley: Pick<ParleyClient, 'request' | 'conversations'>;
  readonly state: BotState;
  readonly respond: Respond;
  readonly logger: Logger;
}

const LOOK_EVERY_MS = 60_000;
const LOOK_AGAIN_MS = 2_000;

/**
 * Reads the messages of every conversation of the bot in order, from when it became a member. The list of conversations tells
 * which ones have new messages.
 * Invariant: everything up to a conversation's position has been handled. Messages after it may have been handled before a
 * crash, and are handled again.
 */
export function createFollower({ parley, state, respond, logger }: Parts): Service {
  const { conversations } = parley;
  const stopping = new AbortController();
  const { signal } = stopping;
  let unsubscribe = () => {};
  let looking: Promise<void> | undefined;
  let working: Promise<void> | undefined;
  let loading: Promise<void> | undefined;

  /** In a new conversation, it starts where the bot joined; after lost commits, it handles everything again. */
  function start({ id, epoch, readState }: ConversationSummary): number {
    const stored = state.position(id);
    const joined = readState?.lastReadSeq ?? 0;
    return stored?.epoch === epoch ? Math.max(stored.seq, joined) : joined;
  }
  const isBehind = (entry: ConversationSummary) => entry.seq > start(entry);
  const behind = () => conversations.get().conversations.filter(isBehind);

  function listChanged(): void {
    const { hasMore, loadingMore } = conversations.get();
    if (hasMore && !loadingMore) loading ??= loadMore();
    working ??= work();
  }

  /** A failure is retried later, not at the change of the list that it causes. */
  async function loadMore(): Promise<void> {
    await conversations.loadMore().catch(() => pauseMs(LOOK_AGAIN_MS, signal));
    loading = undefined;
    if (!signal.aborted) listChanged();
  }

  async function work(): Promise<void> {
    // not while the list changes
    await Promise.resolve();
    for (let failures = 0; !signal.aborted && behind().length > 0;) {
      for (const entry of behind()) if (!signal.aborted) await readOn(entry).catch(warn(entry));
      failures = behind().length > 0 ? failures + 1 : 0;
      if (failures > 1) await pauseMs(backoffMs(failures, { firstMs: 100 }), signal);
    }
    // in the same turn that found nothing more, so that no change is missed
    working = undefined;
  }

  const warn =
    ({ id }: ConversationSummary) =>
    (error: unknown) =>
      signal.aborted || logger.warn({ conversationId: id, err: error }, 'A conversation will be read again');

  async function readOn(entry: ConversationSummary): Promise<void> {
    const { id } = entry;
    for (let hasMore = true; hasMore && !signal.aborted;) {
      const after = start(entry);
      const { conversation } = await parley.request(ConversationWithMessagesDocument, { id, after }, { signal });
      if (!conversation) return state.forget(id);
      // an empty page would be read in an endless loop
      hasMore = conversation.messages.pageInfo.hasNextPage && conversation.messages.edges.length > 0;
      await deal(id, conversation.messages).finally(state.save);
    }
  }

  async function deal(id: string, { edges, pageInfo, asOf, epoch }: Page): Promise<void> {
    for (const { node } of edges) {
      if (signal.aborted) return;
      await respond(id, node);
      state.move(id, { seq: node.seq, epoch });
    }
    if (!pageInfo.hasNextPage) state.move(id, { seq: asOf, epoch });
  }

  async function look(): Promise<void> {
    while (!signal.aborted) {
      await pauseMs(conversations.get().error ? LOOK_AGAIN_MS : LOOK_EVERY_MS, signal);
      if (!signal.aborted) await conversations.refresh();
    }
  }

  return {
    async start() {
      unsubscribe = conversations.subscribe(listChanged);
      looking = look();
    },
    async stop() {
      unsubscribe();
      stopping.abort();
      await looking;
      await working;
      await loading;
    },
  };
}
