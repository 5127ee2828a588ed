import type { Principal } from '@parley/contracts/principal';
import type { Commits } from '@parley/log/commits';
import type { ActionContext } from '@parley/runtime/action';
import type { Database } from '@parley/runtime/database/database';
import type { RequestContext } from '@parley/runtime/request';
import { createLoaders, type Loaders } from './store/loaders';

export interface Dependencies {
  database: Database;
  commits: Commits;
}

/** What resolvers and actions of one request are given. */
export interface Context extends ActionContext, Dependencies {
  readonly principal: Principal;
  /** What this request has loaded so far: the first answer stays, so that a `seq` is never newer than what comes with it. */
  readonly loaders: Loaders;
}

export function createContext({ database, commits }: Dependencies, request: RequestContext): Context {
  const { principal } = request;
  let loaders = createLoaders(database, principal);
  return {
    database,
    commits,
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
