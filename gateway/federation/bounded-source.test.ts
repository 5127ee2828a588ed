import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { ANONYMOUS } from '@parley/contracts/principal';
import { parse } from 'graphql';
import type { SubgraphResponse, SubgraphFetch } from '../execution/source';
import { recordingLog, requestOf } from '../tiny-graph.fixture';
import { boundedSource } from './bounded-source';

const QUERY = '{ a }';
const fetchOf = (signal?: AbortSignal): SubgraphFetch => ({
  document: parse(QUERY),
  query: QUERY,
  operationName: undefined,
  isMutation: false,
  variables: {},
  request: requestOf(ANONYMOUS, recordingLog().logger),
  signal,
});

/** A subgraph that answers when it is told to. */
function slowSubgraph({ deadlineMs = 60_000 } = {}) {
  const open: ((answer: SubgraphResponse) => void)[] = [];
  let began = 0;
  const source = boundedSource(
    {
      fetch() {
        began++;
        return new Promise((resolve) => open.push(resolve));
      },
    },
    { name: 'slow', concurrency: 2, waiting: 1, deadlineMs, metrics: createMetrics() },
  );
  return { source, began: () => began, answer: () => open.shift()!({ data: {} }) };
}

it('lets so many fetches go at once, then the others in their order', async () => {
  const { source, began, answer } = slowSubgraph();
  const fetches = [1, 2, 3].map(() => source.fetch(fetchOf()));
  expect(began()).toBe(2);
  answer();
  await fetches[0];
  expect(began()).toBe(3);
  answer();
  answer();
  expect(await Promise.all(fetches)).toEqual([{ data: {} }, { data: {} }, { data: {} }]);
  source.stop();
});

it('refuses what would wait too long a queue', async () => {
  const { source, answer } = slowSubgraph();
  const fetches = [1, 2, 3].map(() => source.fetch(fetchOf()));
  expect(await source.fetch(fetchOf())).toMatchObject({
    errors: [{ code: 'UNAVAILABLE', extensions: { retryAfterMs: 1_000 } }],
  });
  answer();
  await fetches[0];
  const another = source.fetch(fetchOf());
  [1, 2, 3].forEach(() => setImmediate(answer));
  expect(await Promise.all([...fetches, another])).toHaveLength(4);
  source.stop();
});

it('drops from the queue what nobody waits for any more', async () => {
  const { source, began, answer } = slowSubgraph();
  const fetches = [source.fetch(fetchOf()), source.fetch(fetchOf())];
  const controller = new AbortController();
  const left = source.fetch(fetchOf(controller.signal));
  controller.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  answer();
  answer();
  await Promise.all(fetches);
  expect(began()).toBe(2);
  source.stop();
});

it('goes on with others at the deadline of a fetch that hangs', async () => {
  const { source, began } = slowSubgraph({ deadlineMs: 20 });
  const fetches = [1, 2, 3].map(() => source.fetch(fetchOf()));
  const late = { errors: [{ code: 'UNAVAILABLE' }] };
  expect(await Promise.all(fetches)).toMatchObject([late, late, late]);
  expect(began()).toBe(3);
  source.stop();
});
