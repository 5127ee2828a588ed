import { parseId, type TenantId } from '@parley/contracts/ids';

/**
 * The role that units of work of tenants run as. It owns no table and does not bypass row-level security: PostgreSQL shows it
 * rows of the tenants in `parley.tenants` only, whatever a statement asks for.
 */
export const TENANT_ROLE = 'parley_tenant';

/** Whose rows a unit of work reads and writes: those of some tenants, or all, as the role that the process has connected as. */
type Scope = readonly TenantId[] | 'system';

/** A scope as a session has it. Equal scopes have equal texts. */
export interface SessionScope {
  /** Value of `role`. */
  readonly role: typeof TENANT_ROLE | 'none';
  /** Value of `parley.tenants`: an array of PostgreSQL. */
  readonly tenants: string;
}

/** What a new connection has. */
export const SYSTEM: SessionScope = { role: 'none', tenants: '' };

export function sessionScope(scope: Scope): SessionScope {
  if (scope === 'system') return SYSTEM;
  const [first] = scope;
  const tenants = scope.length === 1 ? idOf(first!) : [...new Set(scope.map(idOf))].sort().join();
  return { role: TENANT_ROLE, tenants: `{${tenants}}` };
}

export const isSame = (one: SessionScope, other: SessionScope): boolean =>
  one === other || (one.tenants === other.tenants && one.role === other.role);

/** Begins a transaction in a scope, in one round trip. The session has its own scope again after the transaction. */
export const beginIn = ({ role, tenants }: SessionScope): string =>
  `begin; set local role ${role}; set local parley.tenants = '${tenants}'`;

/** Errors: for what is no UUID, because `beginIn` writes it into a statement. */
function idOf(tenant: TenantId): TenantId {
  const id = parseId<TenantId>(tenant);
  if (!id) throw new Error('The id of a tenant is a UUID');
  return id;
}
