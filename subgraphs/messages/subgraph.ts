import { createMemberHeads } from '@parley/log/member-heads';
import { localSubgraph, type LocalSubgraph } from '@parley/runtime/graphql/subgraph';
import { createMetrics, type Metrics } from '@parley/runtime/metrics/metrics';
import { createContext, type MessagesDependencies } from './context';
import { buildMessagesSchema } from './schema/schema';

interface MessagesOptions extends Omit<MessagesDependencies, 'memberHeads'> {
  metrics?: Metrics;
}

/** Messages, their log and its live source. */
export function createMessagesSubgraph({ metrics = createMetrics(), ...options }: MessagesOptions): LocalSubgraph {
  const dependencies = { ...options, memberHeads: createMemberHeads(options.database, metrics) };
  return localSubgraph({ name: 'messages', ...buildMessagesSchema() }, (request) =>
    createContext(dependencies, request),
  );
}
