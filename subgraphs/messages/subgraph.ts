import { localSubgraph, type Subgraph } from '@parley/runtime/graphql/subgraph';
import { createContext, type MessagesDependencies } from './context';
import { buildMessagesSchema } from './schema/schema';

/** Messages, their log and its live source. */
export const createMessagesSubgraph = (dependencies: MessagesDependencies): Subgraph =>
  localSubgraph({ name: 'messages', ...buildMessagesSchema() }, (request) => createContext(dependencies, request));
