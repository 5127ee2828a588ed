import { ParleyError, unavailable } from '@parley/contracts/errors';
import { getVariableValues, type GraphQLError, type GraphQLSchema } from 'graphql';
import type { Outcome } from '../../execution/compiled-operation';
import { toJson } from '../../execution/lossless';
import { formatResult } from '../../federation/format-error';
import { Stream } from '../delivery/stream';
import type { PendingSubscription } from '../subscription/pending-subscription';
import type { Views } from '../view/views';
import type { Upstreams } from './upstreams';
import { UpstreamView, type PushedEvent, type Pushing } from './upstream-view';

/** Subscriptions whose events their subgraph pushes itself. */
export interface PassThrough {
  /** Errors: UNAVAILABLE where nobody knows how to listen to the subgraph, QUOTA_EXCEEDED. */
  subscribe(pending: PendingPassThrough): Promise<Stream>;
  /** The graph has changed: goes on with what operations have become. */
  replanned(): Promise<void>;
}

/** A subscription whose owner is somewhere else. */
type PendingPassThrough = Omit<PendingSubscription, 'subgraph'>;

interface Options {
  upstreams: Upstreams;
  views: Views<UpstreamView>;
  /** Of the present graph. */
  api(): GraphQLSchema;
}

const SOURCE = 'upstream';

/**
 * One view for all subscribers to the same operation, with the same variables, as the same principal with the same headers
 * for subgraphs. Its events are completed as that principal. A subgraph decides itself whom it pushes what.
 */
export function createPassThrough({ upstreams, views, api }: Options): PassThrough {
  const open = new Set<UpstreamView>();

  /** What a view listens to on the present graph. */
  async function pushingOf({ operation, variables, request }: PendingPassThrough): Promise<Pushing> {
    const { plan, definition } = operation;
    const address = upstreams.addressOf(plan.service);
    if (!address) throw unavailable('The subscriptions of this subgraph are not served here');
    const { coerced } = getVariableValues(api(), definition.variableDefinitions ?? [], variables, { maxErrors: 1 });
    if (!coerced)
      throw new ParleyError('VALIDATION_FAILED', 'The graph has changed, and the variables do not fit any more');
    const primary = await plan.primary(coerced, request);
    return {
      plan,
      variables: coerced,
      key: toJson([plan.service, address, primary]),
      subscribe: (sink) =>
        upstreams.subscribe(
          { ...address, service: plan.service, headers: request.forwarded ?? {}, operation: primary },
          sink,
        ),
    };
  }

  function make(pending: PendingPassThrough, key: string, pushing: Pushing): UpstreamView {
    const view = new UpstreamView(pushing, {
      pushing: () => pushingOf(pending),
      encode: (events) => encode(pending, events),
      budget: pending.shared.budget,
      onOver() {
        open.delete(view);
        views.retire(key);
      },
    });
    open.add(view);
    return view;
  }

  return {
    async subscribe(pending) {
      const pushing = await pushingOf(pending);
      const { operation, variables, request } = pending;
      const { principal, forwarded = {} } = request;
      const scope = JSON.stringify([principal, Object.entries(forwarded).sort()]);
      const key = toJson([operation.text, variables, scope]);
      const { view, release } = views.acquire(key, holderOf(pending, scope), () => make(pending, key, pushing));
      const stream = new Stream({ ...pending, authorize: async () => undefined });
      stream.add(SOURCE, { frames: view, after: view.head, authorizedAt: view.head, release });
      return stream;
    },
    async replanned() {
      await Promise.all([...open].map((view) => view.replanned()));
    },
  };
}

/** Who is limited in how many views they have: a user, or all who come with the same headers. */
const holderOf = ({ request: { principal } }: Pick<PendingSubscription, 'request'>, scope: string): string =>
  principal.kind === 'viewer' ? principal.user : scope;

/** As the principal that all who share the view are. */
const encode = ({ request: owner, shared }: PendingPassThrough, events: readonly PushedEvent[]) =>
  Promise.all(
    events.map(({ result, pushing: { plan, variables } }) =>
      shared.executions.run(owner, async (batch) => {
        const outcome = await plan.complete(result, variables, batch).catch(asOutcome);
        shared.onExecuted();
        return Buffer.from(outcome.json() ?? toJson(formatResult(outcome.result(), batch.request)));
      }),
    ),
  );

const asOutcome = (error: unknown): Outcome => ({
  json: () => undefined,
  result: () => ({ errors: [error as GraphQLError] }),
});
