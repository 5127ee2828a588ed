import { ParleyError } from '@parley/contracts/errors';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { parse } from 'graphql';
import { requestOf, tinyGraph, viewer } from '../tiny-graph.fixture';
import { createGraph } from './graph';
import type { PlanningLimits } from './planning-thread';

const fields = (count: number, of = 'name') => Array.from({ length: count }, (_, n) => `f${n}: ${of}`).join(' ');
const ADA = requestOf(viewer('ada'));

/** A graph whose subgraph resolves everything to its own name. */
function aGraph(planning?: Partial<PlanningLimits>) {
  const graph = createGraph({
    supergraphSdl: tinyGraph().supergraphSdl,
    sourceOf: () => ({ fetch: async () => ({ data: { person: { name: 'Ada' }, me: { name: 'Ada' } } }) }),
    metrics: createMetrics(),
    planning,
  });
  const execute = (source: string, variables = {}) => graph.prepare(parse(source)).execute({ variables, request: ADA });
  return { graph, execute };
}

const failure = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error instanceof ParleyError ? error.code : String(error)),
  );

it('plans a large operation in the thread, as it plans small ones', async () => {
  const { graph, execute } = aGraph();
  const { data } = await execute(`{ me { ${fields(60)} } }`);
  expect(data).toMatchObject({ me: { f0: 'Ada', f59: 'Ada' } });
  await graph.stop();
});

it('refuses what takes too long to plan, at once the next time, and goes on', async () => {
  const { graph } = aGraph({ deadlineMs: 0 });
  const slow = graph.prepare(parse(`{ ${fields(1_900, 'person(id: "ada") { name }')} }`));
  const first = slow.compiled({}, { isAnonymous: false, turn: 'ada' });
  const second = slow.compiled({}, { isAnonymous: false, turn: 'bob' });
  expect([await failure(first), await failure(second)]).toEqual(['QUERY_TOO_COMPLEX', 'QUERY_TOO_COMPLEX']);
  await expect(slow.compiled({}, { isAnonymous: false, turn: 'ada' })).rejects.toMatchObject({
    code: 'QUERY_TOO_COMPLEX',
  });
  expect(await failure(graph.prepare(parse('{ me { name } }')).execute({ variables: {}, request: ADA }))).toBe(
    'no error',
  );
  await graph.stop();
});

it('lets one caller have only some of the queue', async () => {
  const { graph } = aGraph({ waiting: 3, waitingOfOne: 2 });
  const plan = (turn: string, n: number) =>
    failure(graph.prepare(parse(`{ a${n}: me { ${fields(50)} } }`)).compiled({}, { isAnonymous: false, turn }));
  const outcomes = await Promise.all([plan('ada', 1), plan('ada', 2), plan('ada', 3), plan('bob', 4), plan('bob', 5)]);
  expect(outcomes).toEqual(['no error', 'no error', 'UNAVAILABLE', 'no error', 'UNAVAILABLE']);
  await graph.stop();
});

it('is UNAVAILABLE once it is stopped, and executes what it has planned', async () => {
  const { graph, execute } = aGraph();
  const known = graph.prepare(parse('{ me { name } }'));
  await known.execute({ variables: {}, request: ADA });
  const waiting = failure(execute(`{ me { ${fields(60)} } }`));
  await graph.stop();
  expect(await waiting).toBe('UNAVAILABLE');
  expect(await failure(execute(`{ me { ${fields(61)} } }`))).toBe('UNAVAILABLE');
  expect(await known.execute({ variables: {}, request: ADA })).toEqual({ data: { me: { name: 'Ada' } } });
});
