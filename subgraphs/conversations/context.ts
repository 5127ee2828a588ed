import { tenantsOf, type Principal } from '@parley/contracts/principal';
import type { Commits } from '@parley/log/commits';
import type { LogReads } from '@parley/log/log-reads';
import type { MemberHeads } from '@parley/log/member-heads';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { ActionContext } from '@parley/subgraph/action';
import type { Database, Databases } from '@parley/database/database';
import type { RequestContext } from '@parley/runtime/request';
import { createLoaders, type Loaders } from './store/loaders';
import type { Typing } from './store/typing';

export interface ConversationsDependencies extends Pick<ActionContext, 'audit'> {
  database: Databases;
  commits: Commits;
  memberHeads: MemberHeads;
  logReads: LogReads;
  bus: LiveBus;
  typing: Typing;
}

/** The context of one request, for its resolvers and actions. */
export interface Context extends ActionContext, Omit<ConversationsDependencies, 'database'> {
  /** For the principal's tenant. */
  readonly database: Database;
  /** For the gateway, which asks for positions of topics of all tenants at once. */
  readonly databases: Databases;
  readonly principal: Principal;
  /** What this request has loaded so far: the first value stays, so that a `seq` is never newer than what comes with it. */
  readonly loaders: Loaders;
}

export function createContext(dependencies: ConversationsDependencies, request: RequestContext): Context {
  const { principal } = request;
  const tenants = tenantsOf(principal);
  const database = dependencies.database.of(...tenants);
  const logReads = dependencies.logReads.of(...tenants);
  const { typing } = dependencies;
  let loaders = createLoaders({ database, typing }, principal);
  return {
    ...dependencies,
    database,
    databases: dependencies.database,
    logReads,
    request,
    principal,
    get loaders() {
      return loaders;
    },
    forget() {
      loaders = createLoaders({ database, typing }, principal);
    },
  };
}
