import type { LatestSource } from '@parley/contracts/live';
import type { Principal } from '@parley/contracts/principal';
import { formatResult } from '../../federation/format-error';
import { LatestFeed } from '../delivery/latest-feed';
import { LatestView } from '../view/latest-view';
import { Stream } from '../delivery/stream';
import { askAgain, executeFor, holderOf, principalOf, viewKey, type Subscribing } from './pending-subscription';
import { topicAlone } from './guard-frames';

/** A subscription of class `latest`, cut off where its guard says so. */
export async function subscribeLatest(subscribing: Subscribing, source: LatestSource): Promise<Stream> {
  const { parts } = subscribing;
  const stream = new Stream({ ...subscribing, authorize: (request) => askAgain(subscribing, request) });
  try {
    if (source.guard) await guard(subscribing, source.guard, stream);
    const principal = principalOf(subscribing, source.principal);
    const ask = (keys: readonly string[]) => stateOf(subscribing, principal, keys);
    const key = JSON.stringify([source.topics, source.intervalMs, viewKey(subscribing, principal)]);
    const { view, release } = parts.latestViews.acquire(
      key,
      holderOf(subscribing, source.topics),
      () => new LatestView({ ...source, bus: parts.bus, ask }),
    );
    stream.whenOver(release);
    await view.open();
    const feed = new LatestFeed(stream, ask, source.initial);
    view.join(feed);
    stream.whenOver(() => view.leave(feed));
    stream.attach(feed);
  } catch (error) {
    stream.end();
    throw error;
  }
  return stream;
}

async function stateOf(subscribing: Subscribing, principal: Principal, keys: readonly string[]): Promise<Buffer> {
  const request = subscribing.parts.requestAs(principal);
  const result = await executeFor(subscribing, { keys }, request);
  subscribing.parts.executed();
  return Buffer.from(JSON.stringify(formatResult(result, request)));
}

/** Listens to the guard's log, of which nothing is shown. */
async function guard({ parts, subgraph }: Subscribing, source: NonNullable<LatestSource['guard']>, stream: Stream) {
  const { seq: authorizedAt, after, name } = source.topic;
  const { topic, release } = await parts.topics.acquire(subgraph, source, source.topic);
  stream.add(name, { frames: topicAlone(topic), after, authorizedAt, release });
}
