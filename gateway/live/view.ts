import { setTimeout as delay } from 'node:timers/promises';
import { unavailable } from '@parley/contracts/errors';
import type { Envelope } from '@parley/contracts/live';
import type { ExecutionResult } from 'graphql';
import type { Topic } from './topic';

/** Milliseconds before each further try to execute an event whose subgraph is out of reach for a moment. */
const RETRY_AFTER_MS = [100, 200, 400, 800, 1_600, 3_200];

/** Results that a view keeps, for those who look at it and are a little behind. */
const KEPT = 256;

/** One operation on one topic, for all who may share its results: executed once an event, not once a subscriber. */
export interface View {
  /**
   * The event's result. It carries the event's position in `extensions.seq`, also with errors. Rejects with UNAVAILABLE
   * where nothing of it can be had: a frame without its event would be a loss to whoever counts positions.
   */
  result(envelope: Envelope): Promise<ExecutionResult>;
}

export function createView(topic: Topic, execute: (envelope: Envelope) => Promise<ExecutionResult>): View {
  const kept = new Map<number, Promise<ExecutionResult>>();
  let generation = topic.generation;

  return {
    result(envelope) {
      if (generation !== topic.generation) {
        kept.clear();
        generation = topic.generation;
      }
      const present = kept.get(envelope.seq);
      if (present) return present;
      const result = patiently(() => execute(envelope)).then((executed) => withPosition(executed, envelope));
      kept.set(envelope.seq, result);
      if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
      result.catch(() => kept.delete(envelope.seq));
      return result;
    },
  };
}

/** A frame out of a control log has the position of what it tells of, and where in the control log it stands. */
const withPosition = (result: ExecutionResult, { seq, unfollow }: Envelope): ExecutionResult => ({
  ...result,
  extensions: { ...result.extensions, ...(unfollow ? { seq: unfollow.seq, since: seq } : { seq }) },
});

async function patiently(execute: () => Promise<ExecutionResult>): Promise<ExecutionResult> {
  for (const pause of [...RETRY_AFTER_MS, undefined]) {
    const result = await execute();
    if (!isMissing(result)) return result;
    if (pause !== undefined) await delay(pause);
  }
  throw unavailable('The event could not be read: subscribe again from the last position');
}

/** Whether a result has nothing of its event, for a reason that may pass. */
const isMissing = ({ data, errors = [] }: ExecutionResult): boolean =>
  !Object.values(data ?? {}).some((root) => root !== null) &&
  errors.some(({ extensions }) => extensions.code === 'UNAVAILABLE');
