import type { TenantId, UserId } from '@parley/contracts/ids';
import type { Database } from '@parley/database/database';
import type { Sql } from '@parley/database/sql';
import type { Person } from './subgraph-module';

/** The functions of the subgraph that owns tenants and accounts, for commands. */
export interface Accounts {
  /** Finds an account by its id, or by its tenant's slug and its address. Also finds one whose erasure has begun. */
  find(sql: Sql, wanted: WantedAccount): Promise<{ tenant: TenantId; user: UserId } | undefined>;
  /** Creates the tenant unless it exists, and sets who may sign up. Returns its id. */
  seedTenant(database: Database, tenant: { slug: string; signUp: 'open' | 'closed' }): Promise<TenantId>;
  /**
   * Creates accounts, `NAME@SLUG.example`, all with one password. Accounts that exist stay as they are. Returns ids by name.
   */
  seedAccounts(
    database: Database,
    tenant: SeededTenant,
    accounts: readonly SeededAccount[],
  ): Promise<ReadonlyMap<string, UserId>>;
  readonly tenants: TenantCommands;
  readonly people: PersonCommands;
}

/** Commands of operators. Their errors are those of the API, with the same codes. */
export interface TenantCommands {
  find(sql: Sql, slug: string): Promise<ShownTenant | undefined>;
  list(sql: Sql): Promise<ShownTenant[]>;
  usage(sql: Sql, tenant: TenantId): Promise<Usage>;
  create(database: Database, tenant: NewTenant): Promise<TenantId>;
  /** Undefined leaves a limit as it is; null takes it away. */
  setLimits(database: Database, tenant: TenantId, limits: Partial<TenantLimits>): Promise<void>;
  /** Nobody signs in or up any more. Returns the number of sessions that it ended; again, it ends those that began meanwhile. */
  suspend(database: Database, tenant: TenantId, reason?: string): Promise<number>;
  resume(database: Database, tenant: TenantId): Promise<void>;
  invite(database: Database, invitation: OperatorsInvitation): Promise<MadeInvitation>;
}

export interface PersonCommands {
  /** Returns the password, which it makes up if none is given. */
  create(database: Database, tenant: TenantId, person: NewPerson): Promise<{ user: UserId; password: string }>;
  setRole(database: Database, person: Person, role: TenantRole): Promise<void>;
  /** Returns the number of sessions that it ended. */
  suspend(database: Database, person: Person, suspension: { reason?: string; until?: Date }): Promise<number>;
  restore(database: Database, person: Person): Promise<void>;
}

type TenantRole = 'OWNER' | 'ADMIN' | 'MODERATOR' | 'MEMBER' | 'GUEST';
type SignUpPolicy = 'OPEN' | 'DOMAINS' | 'INVITED' | 'CLOSED';

/** Hard limits; null means unlimited. */
export interface TenantLimits {
  members: number | null;
  sockets: number | null;
  messagesPerDay: number | null;
  storageBytes: number | null;
}

interface Usage {
  members: number;
  sockets: number;
  messagesToday: number;
  storageBytes: number;
}

export interface ShownTenant {
  id: TenantId;
  slug: string;
  name: string;
  signUp: SignUpPolicy;
  limits: TenantLimits;
  suspendedAt: Date | null;
}

export interface NewTenant {
  slug: string;
  /** @default its slug */
  name?: string;
  signUp: SignUpPolicy;
  emailDomains?: readonly string[];
}

export interface OperatorsInvitation {
  tenant: TenantId;
  /** The only address that may use it. */
  email?: string;
  role: TenantRole;
  days: number;
  uses: number;
}

export interface MadeInvitation {
  code: string;
  expiresAt: Date;
}

export interface NewPerson {
  email: string;
  name: string;
  /** @default MEMBER */
  role?: TenantRole;
  scopes?: string[];
  password?: string;
}

export interface WantedAccount {
  /** Its slug. */
  tenant?: string;
  email?: string;
  user?: string;
}

export interface SeededTenant {
  id: TenantId;
  slug: string;
  /** Of every account that is created. */
  password: string;
}

export interface SeededAccount {
  name: string;
  displayName: string;
  bio?: string | null;
  locale?: string;
  timeZone?: string;
  bot?: boolean;
  scopes?: string[];
  /** @default MEMBER */
  role?: TenantRole;
}
