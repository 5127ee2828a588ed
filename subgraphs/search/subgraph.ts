import { localSubgraph, type LocalSubgraph } from '@parley/subgraph/local-subgraph';
import { createContext, type SearchDependencies } from './context';
import { buildSearchSchema } from './schema/schema';

/** Search over what the viewer may read. It follows the log: what was just sent is found a moment later. */
export const createSearchSubgraph = (dependencies: SearchDependencies): LocalSubgraph =>
  localSubgraph({ name: 'search', ...buildSearchSchema() }, (request) => createContext(dependencies, request));
