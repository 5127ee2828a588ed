import { tenantsOf, type Principal } from '@parley/contracts/principal';
import type { SearchIndex } from '@parley/ports/search/search-index';
import type { Database, Databases } from '@parley/database/database';
import type { RequestContext } from '@parley/runtime/request';

export interface SearchDependencies {
  database: Databases;
  index: SearchIndex;
}

export interface Context extends Omit<SearchDependencies, 'database'> {
  /** For the principal's tenant. */
  readonly database: Database;
  readonly request: RequestContext;
  readonly principal: Principal;
}

export const createContext = (dependencies: SearchDependencies, request: RequestContext): Context => ({
  ...dependencies,
  database: dependencies.database.of(...tenantsOf(request.principal)),
  request,
  principal: request.principal,
});
