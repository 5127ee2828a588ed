import type { Entry } from '@parley/contracts/events';
import type { TenantId, UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import type { Database, Entities } from '@parley/database/database';
import type { SqlFolders } from '@parley/database/migrate';
import type { ReadModel } from '@parley/database/read-model';
import type { JobQueue, RunJob } from '@parley/ports/jobs/jobs';
import type { Cdn } from '@parley/ports/objects/cdn';
import type { ObjectStore } from '@parley/ports/objects/object-store';
import type { SearchUpkeep } from '@parley/ports/search/search-index';
import type { Declarations } from '@parley/runtime/declared-settings';
import type { Service } from '@parley/runtime/service';
import type { LocalSubgraph, SubgraphSchema } from './local-subgraph';

/**
 * All that the platform needs of a subgraph: `subgraphs/NAME/module.ts` exports one, and `platform/modules.ts` lists them.
 * `Needs` is what the subgraph needs of the platform; the list compiles only if the platform has it.
 */
export interface SubgraphModule<Needs> {
  /** The subgraph's name in supergraph.yaml, and the role of processes that host it. */
  readonly name: string;
  /** Builds the schema, and its SDL for composition. Needs nothing but the code. */
  readonly schema: () => SubgraphSchema;
  /** Its settings, as environment variables. `settingsOf` of the platform's services returns their values. */
  readonly settings?: Declarations;
  readonly entities?: Entities;
  /** Its migrations and functions. The functions may call those of modules that are listed before. */
  readonly sql?: SqlFolders;
  /**
   * Consumer groups of the event stream, by name: what makes the group's handler (`EventStream.consumer`). A name is for
   * good: it is also the group's position in the stream. The group runs in processes of the role `workers`.
   */
  readonly consumers?: Readonly<Record<string, (needs: Needs) => HandleEntries>>;
  /** Background jobs, which run in processes of the role `workers`. */
  readonly jobs?: readonly JobType<Needs>[];
  readonly readModels?: (stores: DerivedStores) => readonly ReadModel[];
  readonly erasure?: Erasure;
  /** Deletes everything of a tenant, whose sessions have all ended, and returns how much of what. Repeatable. */
  readonly eraseTenant?: EraseTenant;
  /** Makes what the subgraph's parts in one process share, and returns these parts. */
  readonly open: (needs: Needs) => OpenSubgraph;
}

/** The parts of a subgraph in one process. The platform makes those that the roles of the process call for, once each. */
export interface OpenSubgraph {
  /** For the role of the subgraph's name. */
  subgraph(): LocalSubgraph;
  /** For the role `workers`. Any number of processes run them at the same time. */
  workers?(): Service[];
  /** For every process: they listen to the commits of their own process. */
  commitListeners?(): Service[];
  /** For the role `gateway`. */
  socketObserver?(): SocketObserver & Service;
  /** For the role `gateway`. */
  socketQuota?(): SocketQuota & Service;
  /** Waits for what is under way. Called after all services have stopped, while the database is still open. */
  close?(): Promise<void>;
}

/** Hears of the signed-in sockets of this process. Nobody waits for it, and it must not throw. */
export interface SocketObserver {
  connected(socket: ObservedSocket): void;
  /** At least once a minute for each socket that is open. */
  alive(socket: ObservedSocket): void;
  disconnected(socket: ObservedSocket): void;
}

/** Counts the sockets and streams of tenants, over all processes. */
export interface SocketQuota {
  /** Counts one more until the callback is called. Errors: QUOTA_EXCEEDED where the tenant may have no more. */
  claim(tenant: TenantId): Promise<() => void>;
}

export interface ObservedSocket {
  /** Of this socket alone, in any process. */
  readonly id: string;
  readonly viewer: Viewer;
}

/** See `EventStream.consumer`: what it may be given twice, and what a rejection means. */
export type HandleEntries = (entries: readonly Entry[]) => Promise<void>;

export interface JobType<Needs> {
  readonly queue: JobQueue;
  readonly handler: (needs: Needs) => RunJob<never>;
}

/** Where read models are, and the state that they are compared with. */
export interface DerivedStores {
  database: Database;
  index: SearchUpkeep;
}

export type EraseTenant = (stores: TenantStores, tenant: TenantId) => Promise<Readonly<Record<string, number>>>;

/** Where something of a tenant may be. */
export interface TenantStores {
  database: Database;
  objects: ObjectStore;
  cdn: Cdn;
  index: SearchUpkeep;
}

export interface Person {
  tenant: TenantId;
  user: UserId;
}

/**
 * What erasing a person does, in the order in which it is done. A phase is done in all subgraphs before the next one begins.
 * `close`: the person can do nothing any more. `count`: counts what will be deleted, and changes nothing. `leave`: they
 * leave what they share with others. `withdraw`: what they said is deleted. `delete`: what is left of theirs is deleted.
 * `forget`: who they were is forgotten.
 */
export const ERASURE_PHASES = ['close', 'count', 'leave', 'withdraw', 'delete', 'forget'] as const;

export type Erasure = Readonly<Partial<Record<(typeof ERASURE_PHASES)[number], EraseStep>>>;

/** One step of erasing a person. An erasure that failed runs all steps again. Returns how many there were of what, if anything. */
export type EraseStep = (database: Database, person: Person) => Promise<Readonly<Record<string, number>> | void>;
