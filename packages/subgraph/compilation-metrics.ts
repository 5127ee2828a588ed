import { callAll } from '@parley/runtime/call-all';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { LocalSubgraph } from './local-subgraph';

/** Measures how often subgraphs compile operations. Returns how to stop reading it. */
export function measureCompilations(metrics: Metrics, subgraphs: Iterable<LocalSubgraph>): () => void {
  const compilations = metrics.tally({
    name: 'parley_subgraph_compilations_total',
    help: 'Operations that a subgraph in this process has compiled; it grows all the time if they do not stay in a cache',
    labels: ['subgraph'],
  });
  return callAll(...Array.from(subgraphs, (one) => compilations.read(() => one.compilations, { subgraph: one.name })));
}
