import type { Principal } from '@parley/contracts/principal';
import type { SearchIndex } from '@parley/ports/search/search-index';
import type { Database } from '@parley/database/database';
import type { RequestContext } from '@parley/runtime/request';

export interface SearchDependencies {
  database: Database;
  index: SearchIndex;
}

export interface Context extends SearchDependencies {
  readonly request: RequestContext;
  readonly principal: Principal;
}

export const createContext = (dependencies: SearchDependencies, request: RequestContext): Context => ({
  ...dependencies,
  request,
  principal: request.principal,
});
