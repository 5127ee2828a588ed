import type { Envelope, LiveTopic, LogSource } from '@parley/contracts/live';
import type { Principal } from '@parley/contracts/principal';
import type { ExecutionResult } from 'graphql';
import type { LiveStream } from './live';
import { mergedStream, type MergedStream } from './merged-stream';
import { createStream } from './stream';
import { userOf, type Subscribing } from './subscribing';
import { internalRequest } from './topics';
import { createView, type View } from './view';

/** A subscription of class `log`: of one topic, or of many that a control log adds to and takes from. */
export async function subscribeLog(subscribing: Subscribing, source: LogSource): Promise<LiveStream> {
  const { topics, control } = source;
  if (!control && topics.length === 1) return openStream(subscribing, { source, live: topics[0]! });
  const merged = mergedStream(subscribing.authorize);
  const open = (live: LiveTopic) => merged.add(live.name, () => openStream(subscribing, { source, live }));
  try {
    await Promise.all(topics.map(open));
    if (control) {
      const showing = (view: View) => following({ merged, control, open, view });
      await merged.add(control.name, () => openStream(subscribing, { source, live: control, showing }));
    }
  } catch (error) {
    await merged.return();
    throw error;
  }
  return merged;
}

type Show = (envelope: Envelope) => Promise<ExecutionResult | undefined>;

interface Opening {
  source: LogSource;
  live: LiveTopic;
  /** What its subscriber sees; the view's results unless told. */
  showing?: (view: View) => Show;
}

/** Opens a topic for one subscriber, with the view that it shares with all who see the same. */
async function openStream(
  subscribing: Subscribing,
  { source, live, showing = (view) => view.result }: Opening,
): Promise<LiveStream> {
  const { operation, variables, request, subgraph, authorize, topics, views, log } = subscribing;
  const held = await topics.acquire(subgraph, source, live);
  const principal = operation.personal ? request.principal : (live.principal as Principal);
  const key = JSON.stringify([operation.text, operation.shaping.map((name) => variables[name]), principal]);
  const shared = views.acquire(held.topic, key, () =>
    createView(held.topic, (envelope) => operation.plan.execute(envelope, variables, internalRequest(principal, log))),
  );
  return createStream({
    topic: held.topic,
    show: showing(shared.view),
    after: live.after,
    authorizedAt: live.seq,
    viewer: userOf(request),
    authorize,
    request,
    release() {
      shared.release();
      held.release();
    },
  });
}

interface Following {
  merged: MergedStream;
  control: LiveTopic;
  open(live: LiveTopic): Promise<void>;
  view: View;
}

/**
 * Does what a control log says. What it said before the viewer was authorized is in the topics of the source already;
 * only that a topic was left is still shown, unless it is followed again.
 */
function following({ merged, control, open, view }: Following): Show {
  return async (envelope) => {
    const { follow, unfollow, seq } = envelope;
    if (follow && seq > control.seq) await open(follow);
    if (!unfollow) return undefined;
    if (seq > control.seq) merged.remove(unfollow.topic);
    return merged.has(unfollow.topic) ? undefined : view.result(envelope);
  };
}
