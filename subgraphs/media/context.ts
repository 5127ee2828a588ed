import { tenantsOf, type Principal } from '@parley/contracts/principal';
import type { Commits } from '@parley/log/commits';
import type { Jobs } from '@parley/ports/jobs/jobs';
import type { ObjectStore } from '@parley/ports/objects/object-store';
import type { ActionContext } from '@parley/subgraph/action';
import type { Database, Databases } from '@parley/database/database';
import type { RequestContext } from '@parley/runtime/request';
import type { MediaSettings } from './settings';
import type { DownloadLog } from './store/download-log';
import { createLoaders, type Loaders } from './store/loaders';

export interface Dependencies extends Pick<ActionContext, 'audit'> {
  database: Databases;
  commits: Commits;
  objects: ObjectStore;
  jobs: Jobs;
  downloads: DownloadLog;
  settings: Pick<MediaSettings, 'MAX_UPLOAD_BYTES'>;
  now?: () => Date;
}

/** The context of one request, for its resolvers and actions. */
export interface Context extends ActionContext, Omit<Dependencies, 'now' | 'database'> {
  /** For the principal's tenant. */
  readonly database: Database;
  now(): Date;
  readonly principal: Principal;
  readonly loaders: Loaders;
}

export function createContext(dependencies: Dependencies, request: RequestContext): Context {
  const { principal } = request;
  const database = dependencies.database.of(...tenantsOf(principal));
  let loaders = createLoaders(database, principal);
  return {
    now: () => new Date(),
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
