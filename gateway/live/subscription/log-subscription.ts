import { setTimeout as delay } from 'node:timers/promises';
import { unavailable, type ErrorCode } from '@parley/contracts/errors';
import type { Envelope, LiveTopic, LogSource } from '@parley/contracts/live';
import type { Principal } from '@parley/contracts/principal';
import { callAll } from '@parley/runtime/call-all';
import type { RequestContext } from '@parley/runtime/request';
import type { FormattedExecutionResult } from 'graphql';
import { formatResult } from '../../federation/format-error';
import { followControl } from './follow-control';
import { LogView } from '../view/log-view';
import { waitToPay } from '../view/payers';
import type { CursorSource } from '../delivery/cursor';
import { accessLost, Stream } from '../delivery/stream';
import {
  authorize,
  executeFor,
  holderOf,
  principalOf,
  viewKey,
  type PendingSubscription,
} from './pending-subscription';

/** A subscription of class `log`: of one topic, or of many that a control log adds to and takes from. */
export async function subscribeLog(pending: PendingSubscription, source: LogSource): Promise<Stream> {
  const stream = new Stream({
    ...pending,
    authorize: authorizing(pending),
    membersOnly: source.control !== undefined,
  });
  const pay = replayCharge(pending, stream);
  const open = async (live: LiveTopic) => stream.add(live.name, { ...(await openTopic(pending, source, live)), pay });
  try {
    await Promise.all(source.topics.map(open));
    if (source.control) await follow({ pending, source, stream, open }, source.control);
  } catch (error) {
    stream.end();
    throw error;
  }
  return stream;
}

/** Rejects unless the viewer may have it still, and this topic of it. */
const authorizing =
  (pending: PendingSubscription) =>
  async (request: RequestContext, topic?: string): Promise<void> => {
    const source = await authorize(pending, request);
    if (topic === undefined || source.delivery !== 'log') return;
    if (!source.topics.some(({ name }) => name === topic)) throw accessLost();
  };

/** Charges the subscriber for events that are made again. */
const replayCharge =
  ({ shared: { limiter }, request, cost }: PendingSubscription, stream: Stream) =>
  async (events: number): Promise<void> => {
    while (!stream.ended) {
      const waitMs = await waitToPay(limiter, request, events * cost);
      if (waitMs === 0) return;
      await delay(waitMs, undefined, { ref: false });
    }
  };

/** Opens a topic for one subscriber, with the view that it shares with all who see the same. */
async function openTopic(pending: PendingSubscription, source: LogSource, live: LiveTopic): Promise<CursorSource> {
  const { shared, subgraph, operation } = pending;
  const unclaim = shared.topicQuotas.claim(pending, 1);
  const { topic, release: leaveTopic } = await shared.topics.acquire(subgraph, source, live).catch((error: unknown) => {
    unclaim();
    throw error;
  });
  const release = callAll(leaveTopic, unclaim);
  const principal = principalOf(pending, live.principal);
  const key = `${topic.name} ${topic.epoch} ${viewKey(pending, principal)}`;
  try {
    const { view, release: releaseView } = shared.logViews.acquire(
      key,
      holderOf(pending, [topic.name]),
      () =>
        new LogView({
          ...shared,
          topic,
          operation: operation.name,
          eventsAtOnce: pending.eventsAtOnce,
          eventCost: pending.cost,
          execute: (envelopes) => payloadsOf(pending, principal, envelopes),
        }),
    );
    const leave = view.payers.join(pending.request);
    return {
      frames: view,
      after: live.after,
      authorizedAt: live.seq,
      release: callAll(leave, releaseView, release),
    };
  } catch (error) {
    release();
    throw error;
  }
}

function payloadsOf(
  pending: PendingSubscription,
  principal: Principal,
  envelopes: readonly Envelope[],
): Promise<Buffer[]> {
  return Promise.all(envelopes.map((envelope) => payloadOf(pending, principal, envelope)));
}

/** Milliseconds before each retry of an event whose whole result is an INTERNAL error. */
const RETRY_AFTER_MS = [50, 500];

/**
 * Errors: UNAVAILABLE where nothing of the event can be had: a frame without it would be a loss to whoever counts. One that
 * can never be had is told as its error, so that those after it are.
 */
async function payloadOf(pending: PendingSubscription, principal: Principal, envelope: Envelope): Promise<Buffer> {
  const { shared } = pending;
  let frame = await frameOf(pending, principal, envelope);
  for (const pause of RETRY_AFTER_MS) {
    if (!isMissing(frame, 'INTERNAL')) break;
    await delay(pause);
    frame = await frameOf(pending, principal, envelope);
  }
  if (isMissing(frame, 'UNAVAILABLE'))
    throw unavailable('The event could not be read: subscribe again from the last position');
  shared.onExecuted();
  return Buffer.from(typeof frame === 'string' ? frame : JSON.stringify(frame));
}

/** Its JSON where it has no errors. */
type Frame = string | FormattedExecutionResult;

const frameOf = (pending: PendingSubscription, principal: Principal, envelope: Envelope): Promise<Frame> =>
  pending.shared.executions.run({ principal }, async (batch) => {
    const outcome = await executeFor(pending, envelope, batch);
    const extensions = annotations(envelope, pending);
    const json = outcome.json(extensions);
    if (json !== undefined) return json;
    const result = outcome.result();
    return formatResult({ ...result, extensions: { ...result.extensions, ...extensions } }, batch.request);
  });

/**
 * The event's position, and its trace if the client requested it. A frame out of a control log has the position of
 * what it tells of, and where in the control log it stands.
 */
function annotations({ seq, unfollow, trace }: Envelope, { traced }: PendingSubscription): object {
  const position = unfollow ? { seq: unfollow.seq, since: seq } : { seq };
  return traced && trace ? { ...position, traceparent: trace } : position;
}

/** Whether a result has nothing of its event, for this reason. */
const isMissing = (frame: Frame, code: ErrorCode): boolean =>
  typeof frame === 'object' &&
  !Object.values(frame.data ?? {}).some((root) => root !== null) &&
  (frame.errors ?? []).some(({ extensions }) => extensions?.['code'] === code);

interface FollowOptions {
  pending: PendingSubscription;
  source: LogSource;
  stream: Stream;
  open(live: LiveTopic): Promise<void>;
}

async function follow({ pending, source, stream, open }: FollowOptions, control: LiveTopic): Promise<void> {
  const { shared, subgraph, request } = pending;
  const { topic, release } = await shared.topics.acquire(subgraph, source, control);
  stream.onEnd(release);
  followControl({
    stream,
    control,
    topic,
    open,
    encode: (envelope) => payloadOf(pending, request.principal, envelope),
  });
}
