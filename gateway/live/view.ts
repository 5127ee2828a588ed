import { setTimeout as delay } from 'node:timers/promises';
import { unavailable } from '@parley/contracts/errors';
import type { Envelope } from '@parley/contracts/live';
import type { RequestContext } from '@parley/runtime/request';
import type { ExecutionResult } from 'graphql';
import type { SubscriptionPlan } from './plan';
import type { Topic } from './topic';

/** Milliseconds before each further try to execute an event whose subgraph is out of reach for a moment. */
const RETRY_AFTER_MS = [100, 200, 400, 800, 1_600, 3_200];

/** Results that a view keeps, for those who look at it and are a little behind. */
const KEPT = 256;

interface ViewOptions {
  topic: Topic;
  plan: SubscriptionPlan;
  variables: Record<string, unknown>;
  /** A request of its own for each event: as the topic's principal, or as the one viewer it is for. */
  request(): RequestContext;
}

/** One operation on one topic, for all who may share its results: executed once an event, not once a subscriber. */
export interface View {
  /**
   * The event's result. It carries the event's position in `extensions.seq`, also with errors. Rejects with UNAVAILABLE
   * where nothing of it can be had: a frame without its event would be a loss to whoever counts positions.
   */
  result(envelope: Envelope): Promise<ExecutionResult>;
}

export function createView({ topic, plan, variables, request }: ViewOptions): View {
  const kept = new Map<number, Promise<ExecutionResult>>();
  let generation = topic.generation;

  async function execute(envelope: Envelope): Promise<ExecutionResult> {
    for (const pause of [...RETRY_AFTER_MS, undefined]) {
      const result = await plan.execute(envelope, variables, request());
      if (!isMissing(result)) return { ...result, extensions: { ...result.extensions, seq: envelope.seq } };
      if (pause !== undefined) await delay(pause);
    }
    throw unavailable('The event could not be read: subscribe again from the last position');
  }

  return {
    result(envelope) {
      if (generation !== topic.generation) {
        kept.clear();
        generation = topic.generation;
      }
      const present = kept.get(envelope.seq);
      if (present) return present;
      const result = execute(envelope);
      kept.set(envelope.seq, result);
      if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
      result.catch(() => kept.delete(envelope.seq));
      return result;
    },
  };
}

/** Whether a result has nothing of its event, for a reason that may pass. */
const isMissing = ({ data, errors = [] }: ExecutionResult): boolean =>
  !Object.values(data ?? {}).some((root) => root !== null) && errors.some(({ extensions }) => extensions.code === 'UNAVAILABLE');
