import { isErrorCode } from '@parley/contracts/errors';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { FetchSource } from '../execution/source';

/** Counts errors as they leave. */
export type CountErrors = (errors: readonly { extensions?: { code?: unknown } }[] | undefined) => void;

/** Counts errors in responses to clients. Foreign subgraphs have any number of codes, which are counted as one. */
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

/** Measures the fetches from a subgraph. */
export function measuredSource(
  source: FetchSource,
  { name, metrics }: { name: string; metrics: Metrics },
): FetchSource {
  const durations = metrics.histogram({
    name: 'parley_federation_fetch_duration_seconds',
    help: 'Fetches of query plans from a subgraph; outcome: done, or errors if the response had any',
    labels: ['subgraph', 'outcome'],
  });
  return {
    async fetch(operation) {
      const started = performance.now();
      const response = await source.fetch(operation);
      const outcome = response.errors?.length ? 'errors' : 'done';
      durations.observe((performance.now() - started) / 1_000, { subgraph: name, outcome });
      return response;
    },
  };
}
