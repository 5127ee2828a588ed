import { invalid } from '@parley/contracts/errors';
import { viewerOf } from '@parley/contracts/principal';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { emailDomains, retentionDays, tenantName, type SignUpPolicy } from '../domain/tenant';
import type { TenantRecord } from '../store/entities';
import { lockForAdmin } from './lock-tenant';

/** Undefined leaves as it is; null takes away, where there may be none. */
export interface UpdateTenant {
  name?: string | null;
  signUp?: SignUpPolicy | null;
  emailDomains?: readonly string[] | null;
  membersMayInvite?: boolean | null;
  membersMayCreateChannels?: boolean | null;
  requireTotp?: boolean | null;
  retentionDays?: number | null;
}

/** Changes how the viewer's tenant is run. Errors: FORBIDDEN for others than owners and admins; VALIDATION_FAILED. */
export const updateTenant = action(
  'updateTenant',
  async ({ database, principal }: Context, input: UpdateTenant): Promise<void> => {
    const viewer = viewerOf(principal);
    const change = checkTenant(input);
    await database.transaction(async (tx) => {
      const { tenant } = await lockForAdmin(tx, viewer);
      tx.em.assign(tenant, change);
    });
  },
);

type TenantChange = Partial<
  Pick<
    TenantRecord,
    | 'name'
    | 'signUp'
    | 'emailDomains'
    | 'membersMayInvite'
    | 'membersMayCreateChannels'
    | 'requireTotp'
    | 'retentionDays'
  >
>;

function checkTenant(input: UpdateTenant): TenantChange {
  const change: TenantChange = {};
  if (input.name !== undefined) change.name = tenantName(present(input, 'name'));
  if (input.signUp !== undefined) change.signUp = present(input, 'signUp').toLowerCase() as Lowercase<SignUpPolicy>;
  if (input.emailDomains !== undefined) change.emailDomains = emailDomains(present(input, 'emailDomains'));
  if (input.retentionDays !== undefined) change.retentionDays = retentionDays(input.retentionDays);
  for (const flag of ['membersMayInvite', 'membersMayCreateChannels', 'requireTotp'] as const)
    if (input[flag] !== undefined) change[flag] = present(input, flag);
  return change;
}

function present<K extends keyof UpdateTenant>(input: UpdateTenant, field: K): NonNullable<UpdateTenant[K]> {
  const value = input[field];
  if (value == null) throw invalid({ field: `input.${field}`, problem: 'cannot be taken away' });
  return value;
}
