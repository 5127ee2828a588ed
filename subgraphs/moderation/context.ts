import type { ConversationId } from '@parley/contracts/ids';
import { tenantsOf, type Principal } from '@parley/contracts/principal';
import type { Commits } from '@parley/log/commits';
import type { ActionContext } from '@parley/subgraph/action';
import type { Database, Databases } from '@parley/database/database';
import type { RequestContext } from '@parley/runtime/request';
import { createLoaders, type Loaders } from './store/loaders';

export interface ModerationDependencies extends Pick<ActionContext, 'audit'> {
  database: Databases;
  commits: Commits;
}

/** The context of one request, for its resolvers and actions. */
export interface Context extends ActionContext, Omit<ModerationDependencies, 'database'> {
  /** For the principal's tenant. */
  readonly database: Database;
  readonly principal: Principal;
  readonly loaders: Loaders;
}

/** A conversation, as this subgraph refers to it. */
export interface ConversationReference {
  id: ConversationId;
}

export function createContext(dependencies: ModerationDependencies, request: RequestContext): Context {
  const { principal } = request;
  const database = dependencies.database.of(...tenantsOf(principal));
  let loaders = createLoaders(database, principal);
  return {
    ...dependencies,
    database,
    request,
    principal,
    get loaders() {
      return loaders;
    },
    forget() {
      loaders = createLoaders(database, principal);
    },
  };
}
