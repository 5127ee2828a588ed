import { mayPass, parleyError, type ParleyError } from '../errors.js';
import {
  ConversationChangesDocument,
  ConversationEventsDocument,
  ConversationHeadDocument,
} from '../generated/graphql.js';
import { positionOf, type Position } from '../position.js';
import type { ConversationEvent } from '../reducer/event.js';
import type { SendRequest } from '../transport/request.js';
import { createRetries } from '../transport/backoff.js';
import type { Connection } from '../transport/connection.js';
import type { Live } from '../transport/live.js';
import type { Pause } from '../transport/pause.js';

export interface Wire {
  readonly request: SendRequest;
  readonly live: Pick<Live, 'listen'>;
  readonly connection: Pick<Connection, 'onReturn'>;
  readonly pause: Pause;
}

export interface Follower {
  /** Moves with each event. */
  readonly position: () => Position;
  readonly event: (event: ConversationEvent) => void;
  /** There is no way on from its position: it has to reload, and to follow anew. */
  readonly resync: () => void;
  /** The viewer may not, or no longer, read it. */
  readonly gone: (error: ParleyError) => void;
}

/** The events of one conversation, for all its followers in this client, through one subscription. */
export interface Feed {
  /** Delivers each event after the follower's position once, in order. Returns a function that ends it. */
  follow(follower: Follower): () => void;
  /** The latest events, without a gap: to bring older pages up to date. */
  recent(): readonly ConversationEvent[];
  /** Subscribes anew from its position: the viewer may now see more of the same events. */
  resubscribe(): void;
}

const RECENT = 500;

/**
 * Invariant: every follower has received all events up to `position`, and none after it. Events after a gap are dropped; it
 * reads them with `conversationChanges` instead, up to the newest dropped one.
 */
export function createFeed(conversationId: string, { request, live, connection, pause }: Wire): Feed {
  const followers = new Set<Follower>();
  let recent: ConversationEvent[] = [];
  let position = positionOf({ epoch: '', seq: 0 });
  let end: (() => void) | undefined;
  let round = 0;
  let healing: Promise<void> | undefined;
  const retries = createRetries();
  /** Reads of the log in a row that gave no event. */
  let fruitless = 0;
  /** The newest dropped event. */
  let newest = 0;

  function take(event: ConversationEvent): void {
    if (event.seq <= position.seq) return;
    position = positionOf({ ...position, seq: event.seq });
    fruitless = 0;
    retries.works();
    recent.push(event);
    if (recent.length > RECENT) recent = recent.slice(-RECENT / 2);
    for (const follower of [...followers]) if (follower.position().seq < event.seq) follower.event(event);
  }

  function hear(event: ConversationEvent | undefined, seq: number | undefined): void {
    if (healing || !event || event.seq > position.seq + 1) {
      newest = Math.max(newest, event?.seq ?? seq ?? position.seq + 1);
      void heal();
    } else take(event);
  }

  function heal(): Promise<void> {
    healing ??= readMissing(round).finally(() => (healing = undefined));
    return healing;
  }

  async function readMissing(mine: number): Promise<void> {
    while (mine === round && position.seq < newest) {
      const before = position.seq;
      let error: ParleyError | undefined;
      try {
        const { conversationChanges: changes } = await request(ConversationChangesDocument, {
          conversationId,
          after: position.seq,
          epoch: position.epoch,
        });
        if (mine !== round) return;
        if (changes.resync) return resync();
        changes.events.forEach(take);
        // the log ends before the newest dropped event: that one is gone
        if (!changes.hasMore) newest = Math.min(newest, Math.max(position.seq, changes.seq));
      } catch (thrown) {
        if (mine !== round) return;
        error = parleyError(thrown);
        if (!mayPass(error)) return failed(error);
      }
      if (position.seq > before || position.seq >= newest) continue;
      // the service says that there is more, but returns nothing
      if (!error && ++fruitless % FRUITLESS_TRIES === 0) return resync();
      await pause.wait(Math.max(retries.waitMs(), error?.retryAfterMs ?? 0));
    }
  }

  function begin(): void {
    const mine = ++round;
    const unsubscribe = live.listen(
      ConversationEventsDocument,
      () => ({ conversationId, after: position.seq, epoch: position.epoch }),
      {
        next: (result, seq) => mine === round && hear(result?.conversationEvents, seq),
        error: (error) => mine === round && failed(error),
      },
    );
    const forget = connection.onReturn(caughtUp);
    end = () => {
      round += 1;
      unsubscribe();
      forget();
      end = undefined;
    };
  }

  /** Resolves once it has delivered every event from before the reconnection. */
  async function caughtUp(): Promise<void> {
    const mine = round;
    const { conversation } = await request(ConversationHeadDocument, { id: conversationId });
    if (mine !== round || conversation?.epoch !== position.epoch) return;
    newest = Math.max(newest, conversation.seq);
    // most of it arrives over the socket without a request
    await pause.wait(CATCH_UP_MS);
    if (mine === round && position.seq < newest) await heal();
  }

  function failed(error: ParleyError): void {
    if (error.code === 'RESYNC_REQUIRED') return resync();
    const all = stop();
    for (const follower of all) follower.gone(error);
  }

  function resync(): void {
    recent = [];
    for (const follower of stop()) follower.resync();
  }

  function stop(): Follower[] {
    end?.();
    newest = 0;
    const all = [...followers];
    followers.clear();
    return all;
  }

  return {
    recent: () => recent,
    resubscribe() {
      if (!end) return;
      end();
      begin();
    },
    follow(follower) {
      const own = follower.position();
      const isOther = own.epoch !== position.epoch;
      const first = recent[0]?.seq ?? position.seq + 1;
      if (!end || isOther || own.seq + 1 < first) {
        end?.();
        position = own;
        recent = isOther ? [] : recent.filter(({ seq }) => seq <= own.seq);
        followers.add(follower);
        begin();
      } else {
        followers.add(follower);
        for (const event of recent) if (event.seq > follower.position().seq) follower.event(event);
      }
      return () => {
        if (followers.delete(follower) && followers.size === 0) stop();
      };
    },
  };
}

const CATCH_UP_MS = 300;
/** So many reads without an event, and everything is reloaded. */
const FRUITLESS_TRIES = 4;
