import type { LatestSource } from '@parley/contracts/live';
import type { Principal } from '@parley/contracts/principal';
import { formatResult } from '../../federation/format-error';
import type { Frames } from '../delivery/cursor';
import { LatestFeed } from '../delivery/latest-feed';
import { Stream } from '../delivery/stream';
import type { Topic } from '../topic/topic';
import { LatestView } from '../view/latest-view';
import {
  authorize,
  executeFor,
  holderOf,
  principalOf,
  viewKey,
  type PendingSubscription,
} from './pending-subscription';

/** A subscription of class `latest`, cut off where its guard says so. */
export async function subscribeLatest(pending: PendingSubscription, source: LatestSource): Promise<Stream> {
  const { shared } = pending;
  const stream = new Stream({ ...pending, authorize: (request) => authorize(pending, request) });
  try {
    stream.onEnd(shared.topicQuotas.claim(pending, source.topics.length));
    if (source.guard) await addGuard(pending, source.guard, stream);
    const principal = principalOf(pending, source.principal);
    const readState = (keys: readonly string[]) => encodedState(pending, principal, keys);
    const key = JSON.stringify([source.topics, source.intervalMs, viewKey(pending, principal)]);
    const { view, release } = shared.latestViews.acquire(
      key,
      holderOf(pending, source.topics),
      () => new LatestView({ ...source, bus: shared.bus, eventCost: pending.cost, limiter: shared.limiter, readState }),
    );
    stream.onEnd(view.payers.join(pending.request));
    stream.onEnd(release);
    await view.open();
    const feed = new LatestFeed(stream, readState, source.initial);
    view.join(feed);
    stream.onEnd(() => view.leave(feed));
    stream.attach(feed);
  } catch (error) {
    stream.end();
    throw error;
  }
  return stream;
}

async function encodedState(
  pending: PendingSubscription,
  principal: Principal,
  keys: readonly string[],
): Promise<Buffer> {
  const { executions, onExecuted } = pending.shared;
  return executions.run({ principal }, async (batch) => {
    const outcome = await executeFor(pending, { keys }, batch);
    onExecuted();
    return Buffer.from(outcome.json() ?? JSON.stringify(formatResult(outcome.result(), batch.request)));
  });
}

/** Listens to the guard's log, of which nothing is shown: its envelopes cut viewers off. */
async function addGuard(
  { shared, subgraph }: PendingSubscription,
  guard: NonNullable<LatestSource['guard']>,
  stream: Stream,
): Promise<void> {
  const { seq: authorizedAt, after, name } = guard.topic;
  const { topic, release } = await shared.topics.acquire(subgraph, guard, guard.topic);
  stream.add(name, { frames: noFrames(topic), after, authorizedAt, release });
}

/** No frames: the cursor only hears what cuts its viewer off. */
function noFrames(topic: Topic): Frames {
  let leave: (() => void) | undefined;
  return {
    head: 0,
    replayable: false,
    get: () => undefined,
    load: async () => undefined,
    join(cursor, authorizedAt) {
      leave = topic.listen({
        cut: (envelope) => cursor.cut(envelope),
        failed: (error) => cursor.failed(error),
      });
      const cuts = topic.cutsSince(authorizedAt);
      if (!cuts) cursor.recheck();
      else for (const cut of cuts) cursor.cut(cut);
    },
    leave: () => leave?.(),
  };
}
