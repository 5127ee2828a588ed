import { forbidden, ParleyError, unauthenticated } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import { newOpaqueToken } from '@parley/identity/opaque-token';
import type { OpenIdPerson } from '@parley/identity/openid';
import type { Transaction } from '@parley/database/database';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { normalizeEmail } from '../domain/credentials';
import { displayName } from '../domain/profile';
import { maySignUp } from '../domain/tenant';
import { findByEmail, findLinked, link, type Identity, type Linked } from '../store/identities';
import { findTenantBySlug, type TenantRow } from '../store/tenants';
import { createAccount } from './create-account';
import { suspended } from './suspended';

export interface FinishOpenId {
  browser: string;
  /** The query of the address that the browser came back to. */
  search: string;
}

const over = () => unauthenticated('The sign-in was refused, or took too long');

/**
 * Takes what the provider says of the person. They are known by the provider's id for them; at the first time by their
 * address, if the provider says that it is verified, and if it was proven here too: otherwise somebody else may have made the
 * account. The session is taken by `claimOpenId`. Errors: UNAUTHENTICATED; FORBIDDEN without a verified address, for somebody
 * new where the provider makes no accounts or the tenant's sign-up policy does not admit the address, and for whoever is
 * suspended; QUOTA_EXCEEDED for a tenant that is full; CONFLICT for an account whose address is not proven.
 */
export const finishOpenId = action(
  'finishOpenId',
  async (context: Context, { browser, search }: FinishOpenId): Promise<UserId> => {
    const begun = await context.openIds.takeBegun(browser);
    const provider = begun && context.openIdProviders(begun.tenant, begun.provider);
    const tenant = begun && (await findTenantBySlug(context.databases.system, begun.tenant));
    if (!provider || !tenant) throw over();
    const person = await provider.client.finish(search, begun.pending);
    const identity = { tenant: tenant.id, issuer: provider.issuer, subject: person.subject };
    const known = await findLinked(context.databases.system, identity);
    const linked = known ?? (await linkByEmail(context, { identity, person, tenant, ...provider }));
    if (linked.suspension) throw suspended(linked.suspension);
    const { id, credentialsVersion } = linked;
    await context.openIds.prove(browser, { user: id, tenant: tenant.id, credentialsVersion });
    return id;
  },
  { subject: (_, user) => user },
);

interface NewIdentity {
  identity: Identity;
  person: OpenIdPerson;
  tenant: TenantRow;
  createsAccounts: boolean;
}

async function linkByEmail(context: Context, { identity, person, tenant, createsAccounts }: NewIdentity) {
  const email = person.emailVerified ? normalizeEmail(person.email ?? '') : undefined;
  if (!email) throw forbidden('The provider does not say that your address is verified');
  const isAdmitted = createsAccounts && !tenant.suspendedAt && maySignUp(tenant, { email });
  const passwordHash = isAdmitted ? await context.passwords.hash(newOpaqueToken()) : undefined;
  return context.databases.system.transaction(async (tx) => {
    const found = await findByEmail(tx, identity.tenant, email);
    if (found) requireProven(found);
    if (!found && passwordHash === undefined)
      throw forbidden(createsAccounts ? 'Sign-up is not open here' : 'You have no account here');
    const account = found ?? (await addAccount(tx, { identity, person, email, passwordHash: passwordHash! }));
    await link(tx, identity, account.id);
    return account;
  });
}

function requireProven({ emailVerified, bot }: Linked): void {
  if (bot) throw forbidden('Bots sign in otherwise');
  if (!emailVerified)
    throw new ParleyError(
      'CONFLICT',
      'There is an account of this address: sign in to it and confirm the address first',
    );
}

interface NewAccount {
  identity: Identity;
  person: OpenIdPerson;
  email: string;
  /** Of a password that nobody knows; they may set one by a link in a mail. */
  passwordHash: string;
}

async function addAccount(tx: Transaction, { identity, person, email, passwordHash }: NewAccount) {
  const account = { tenant: identity.tenant, email, passwordHash, displayName: nameOf(person, email) };
  const user = await createAccount(tx, { ...account, emailVerifiedAt: new Date() });
  return { id: user.id, credentialsVersion: 0, suspension: null };
}

function nameOf({ name }: OpenIdPerson, email: string): string {
  for (const candidate of [name, email.split('@')[0]])
    try {
      if (candidate !== undefined) return displayName(candidate);
    } catch {
      // not a name that others can be shown
    }
  return 'New member';
}
