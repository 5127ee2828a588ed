import { localSubgraph, type LocalSubgraph } from '@parley/runtime/graphql/subgraph';
import { createContext, type MessagesDependencies } from './context';
import { buildMessagesSchema } from './schema/schema';

/** Messages, their log and its live source. */
export const createMessagesSubgraph = (dependencies: MessagesDependencies): LocalSubgraph =>
  localSubgraph({ name: 'messages', ...buildMessagesSchema() }, (request) => createContext(dependencies, request));
