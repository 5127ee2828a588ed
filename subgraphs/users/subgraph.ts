import { localSubgraph, type LocalSubgraph } from '@parley/subgraph/local-subgraph';
import { createContext, createServices, type Dependencies } from './context';
import { buildUsersSchema } from './schema/schema';

export function createUsersSubgraph(dependencies: Dependencies): LocalSubgraph {
  const services = createServices(dependencies);
  return localSubgraph({ name: 'users', ...buildUsersSchema() }, (request) => createContext(services, request));
}
