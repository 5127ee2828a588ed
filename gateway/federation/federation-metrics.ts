import type { GatewayConfig, GraphQLDataSource } from '@apollo/gateway';
import { isErrorCode } from '@parley/contracts/errors';
import type { Metrics } from '@parley/runtime/metrics/metrics';

/** Counts errors as they leave. */
export type CountErrors = (errors: readonly { extensions?: { code?: unknown } }[] | undefined) => void;

/** For whatever answers clients. Subgraphs of others have codes of their own, any number of them. */
export function errorCounter(metrics: Metrics): CountErrors {
  const counter = metrics.counter({
    name: 'parley_graphql_errors_total',
    help: 'Errors in responses, by code; OTHER: a code of a foreign subgraph',
    labels: ['code'],
  });
  return (errors = []) => {
    for (const { extensions: { code } = {} } of errors) counter.add(1, { code: isErrorCode(code) ? code : 'OTHER' });
  };
}

/** Measures what a subgraph is asked by query plans. */
export function measuredSource(source: GraphQLDataSource, { name, metrics }: { name: string; metrics: Metrics }) {
  const durations = metrics.histogram({
    name: 'parley_federation_fetch_duration_seconds',
    help: 'Fetches of query plans from a subgraph; outcome: done, or errors if the response had any',
    labels: ['subgraph', 'outcome'],
  });
  return {
    async process(fetch) {
      const started = performance.now();
      const response = await source.process(fetch);
      const outcome = response.errors?.length ? 'errors' : 'done';
      durations.observe((performance.now() - started) / 1_000, { subgraph: name, outcome });
      return response;
    },
  } satisfies GraphQLDataSource;
}

type PlanHook = NonNullable<GatewayConfig['experimental_didResolveQueryPlan']>;

/** Counts query plans: those that were made, and those that were there already. */
export function planCounter(metrics: Metrics): PlanHook {
  const plans = metrics.counter({
    name: 'parley_federation_query_plans_total',
    help: 'Query plans that operations were executed by; result: made, or kept from an earlier operation',
    labels: ['result'],
  });
  const seen = new WeakSet<object>();
  return ({ queryPlan }) => {
    plans.add(1, { result: seen.has(queryPlan) ? 'kept' : 'made' });
    seen.add(queryPlan);
  };
}
