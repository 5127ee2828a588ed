import { buildSchema, type Schema } from '@apollo/federation-internals';
import type { QueryPlanner } from '@apollo/query-planner';
import { mendMerges } from './planner-merges';

// that the planner still needs it, and that it helps: gateway/execution/check-plan.test.ts and chained-requires.test.ts
it('says that the planner has other internals', () => {
  const schema: Schema = buildSchema('type Query { a(n: Int!): Int }');
  const planner = { buildQueryPlan: () => ({ kind: 'QueryPlan' }) } as unknown as QueryPlanner;
  expect(() => mendMerges(planner, schema)).toThrow(/other internals than version 2\.14\.4/);
});
