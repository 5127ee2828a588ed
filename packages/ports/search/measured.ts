import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { SearchIndex } from './search-index';

/** The same index, with how long it takes. */
export function measuredIndex<Index extends SearchIndex>(index: Index, metrics: Metrics): Index {
  const durations = metrics.histogram({
    name: 'parley_search_request_duration_seconds',
    help: 'Requests to the search index; operation: put or search; outcome: done or failed',
    labels: ['operation', 'outcome'],
  });
  async function measured<T>(operation: 'put' | 'search', work: Promise<T>): Promise<T> {
    const started = performance.now();
    let outcome: 'done' | 'failed' = 'failed';
    try {
      const result = await work;
      outcome = 'done';
      return result;
    } finally {
      durations.observe((performance.now() - started) / 1_000, { operation, outcome });
    }
  }
  return {
    ...index,
    put: (documents) => measured('put', index.put(documents)),
    search: (query) => measured('search', index.search(query)),
  };
}
