import { setTimeout as delay } from 'node:timers/promises';
import { unavailable, type ErrorCode } from '@parley/contracts/errors';
import type { Envelope, LiveTopic, LogSource } from '@parley/contracts/live';
import type { Principal } from '@parley/contracts/principal';
import type { RequestContext } from '@parley/runtime/request';
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import { formatResult } from '../../federation/format-error';
import { followControl } from './follow-control';
import { LogView } from '../view/log-view';
import { accessEnded, Stream, type Source } from '../delivery/stream';
import { askAgain, executeFor, holderOf, principalOf, viewKey, type Subscribing } from './pending-subscription';

/** A subscription of class `log`: of one topic, or of many that a control log adds to and takes from. */
export async function subscribeLog(subscribing: Subscribing, source: LogSource): Promise<Stream> {
  const stream = new Stream({
    ...subscribing,
    authorize: authorizing(subscribing),
    membersOnly: source.control !== undefined,
  });
  const open = async (live: LiveTopic) => stream.add(live.name, await openTopic(subscribing, source, live));
  try {
    await Promise.all(source.topics.map(open));
    if (source.control) await follow({ subscribing, source, stream, open }, source.control);
  } catch (error) {
    stream.end();
    throw error;
  }
  return stream;
}

/** Rejects unless the viewer may have it still, and this topic of it. */
const authorizing =
  (subscribing: Subscribing) =>
  async (request: RequestContext, topic?: string): Promise<void> => {
    const source = await askAgain(subscribing, request);
    if (topic === undefined || source.delivery !== 'log') return;
    if (!source.topics.some(({ name }) => name === topic)) throw accessEnded();
  };

/** Opens a topic for one subscriber, with the view that it shares with all who see the same. */
async function openTopic(subscribing: Subscribing, source: LogSource, live: LiveTopic): Promise<Source> {
  const { parts, subgraph, operation } = subscribing;
  const { topic, release } = await parts.topics.acquire(subgraph, source, live);
  const principal = principalOf(subscribing, live.principal);
  const key = `${topic.name} ${topic.epoch} ${viewKey(subscribing, principal)}`;
  try {
    const shared = parts.logViews.acquire(
      key,
      holderOf(subscribing, [topic.name]),
      () =>
        new LogView({
          ...parts,
          topic,
          operation: operation.name,
          execute: (envelopes) => payloadsOf(subscribing, principal, envelopes),
        }),
    );
    return {
      frames: shared.view,
      after: live.after,
      authorizedAt: live.seq,
      release() {
        shared.release();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

function payloadsOf(subscribing: Subscribing, principal: Principal, envelopes: readonly Envelope[]): Promise<Buffer[]> {
  const request = subscribing.parts.requestAs(principal);
  return Promise.all(envelopes.map((envelope) => payloadOf(subscribing, envelope, request)));
}

/** Milliseconds before each further try at an event of which nothing came about, for no reason that anybody knows of. */
const AGAIN_AFTER_MS = [50, 500];

/**
 * Errors: UNAVAILABLE where nothing of the event can be had: a frame without it would be a loss to whoever counts. One that
 * can never be had is told as its error, so that those after it are.
 */
async function payloadOf(subscribing: Subscribing, envelope: Envelope, request: RequestContext): Promise<Buffer> {
  const { parts } = subscribing;
  let shown = await shownOf(subscribing, envelope, request);
  for (const pause of AGAIN_AFTER_MS) {
    if (!isMissing(shown, 'INTERNAL')) break;
    await delay(pause);
    shown = await shownOf(subscribing, envelope, parts.requestAs(request.principal));
  }
  if (isMissing(shown, 'UNAVAILABLE'))
    throw unavailable('The event could not be read: subscribe again from the last position');
  parts.executed();
  return Buffer.from(JSON.stringify(shown));
}

const shownOf = async (subscribing: Subscribing, envelope: Envelope, request: RequestContext) =>
  formatResult(annotated(await executeFor(subscribing, envelope, request), envelope, subscribing), request);

/**
 * With the event's position, and its trace where that was asked for. A frame out of a control log has the position of
 * what it tells of, and where in the control log it stands.
 */
function annotated(
  result: ExecutionResult,
  { seq, unfollow, trace }: Envelope,
  { traced }: Subscribing,
): ExecutionResult {
  const position = unfollow ? { seq: unfollow.seq, since: seq } : { seq };
  const traceparent = traced && trace ? { traceparent: trace } : {};
  return { ...result, extensions: { ...result.extensions, ...position, ...traceparent } };
}

/** Whether a result has nothing of its event, for this reason. */
const isMissing = ({ data, errors = [] }: FormattedExecutionResult, code: ErrorCode): boolean =>
  !Object.values(data ?? {}).some((root) => root !== null) &&
  errors.some(({ extensions }) => extensions?.['code'] === code);

interface Following {
  subscribing: Subscribing;
  source: LogSource;
  stream: Stream;
  open(live: LiveTopic): Promise<void>;
}

async function follow({ subscribing, source, stream, open }: Following, control: LiveTopic): Promise<void> {
  const { parts, subgraph, request } = subscribing;
  const { topic, release } = await parts.topics.acquire(subgraph, source, control);
  stream.whenOver(release);
  followControl({
    stream,
    control,
    topic,
    open,
    show: async (envelope) => payloadOf(subscribing, envelope, parts.requestAs(request.principal)),
  });
}
