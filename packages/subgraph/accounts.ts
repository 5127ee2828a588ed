import type { TenantId, UserId } from '@parley/contracts/ids';
import type { Database } from '@parley/database/database';
import type { Sql } from '@parley/database/sql';

/** The functions of the subgraph that owns accounts, for commands. */
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
}
