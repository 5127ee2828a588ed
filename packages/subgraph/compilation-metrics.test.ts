import { ANONYMOUS } from '@parley/contracts/principal';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { buildSchema, parse } from 'graphql';
import pino from 'pino';
import { measureCompilations } from './compilation-metrics';
import { localSubgraph } from './local-subgraph';

it('counts the operations that a subgraph compiles, and not their executions', async () => {
  const metrics = createMetrics();
  const request = { principal: ANONYMOUS, correlationId: '', logger: pino({ level: 'silent' }) };
  const parts = { name: 'things', schema: buildSchema('type Query { a: Int b: Int }'), sdl: '' };
  const subgraph = localSubgraph(parts, () => ({ request }));
  const stop = measureCompilations(metrics, [subgraph]);
  const document = parse('query ($b: Boolean!) { a b @include(if: $b) }');
  for (const b of [true, false, true, true]) await subgraph.execute({ document, variables: { b }, request });
  expect((await metrics.scrape()).text).toContain('parley_subgraph_compilations_total{subgraph="things"} 2\n');
  stop();
});
