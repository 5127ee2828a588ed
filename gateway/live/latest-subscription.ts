import type { LatestSource } from '@parley/contracts/live';
import type { Principal } from '@parley/contracts/principal';
import { latestStream } from './latest-stream';
import type { LiveStream } from './live';
import { createStream } from './stream';
import { userOf, type Subscribing } from './subscribing';
import { internalRequest } from './topics';

/** A subscription of class `latest`, cut off where its guard says so. */
export async function subscribeLatest(subscribing: Subscribing, source: LatestSource): Promise<LiveStream> {
  const { operation, variables, request, authorize, bus, log } = subscribing;
  const shared = source.principal !== undefined && !operation.personal;
  const principal = shared ? (source.principal as Principal) : request.principal;
  const stream = await latestStream({
    ...source,
    bus,
    authorize,
    execute: (keys) => operation.plan.execute({ keys }, variables, internalRequest(principal, log)),
  });
  if (source.guard) await watch(subscribing, source.guard, stream);
  return stream;
}

/** Reads the guard's log, of which nothing is shown, until it ends: then so does the stream. */
async function watch(
  { subgraph, topics, request, authorize }: Subscribing,
  guard: NonNullable<LatestSource['guard']>,
  stream: Awaited<ReturnType<typeof latestStream>>,
): Promise<void> {
  const { topic, release } = await topics.acquire(subgraph, guard, guard.topic);
  const { after, seq } = guard.topic;
  const guarding = createStream({
    topic,
    show: async () => undefined,
    after,
    authorizedAt: seq,
    viewer: userOf(request),
    authorize,
    request,
    release,
  });
  guarding.next().catch((error: unknown) => stream.end(error));
  stream.onEnd(() => void guarding.return());
}
