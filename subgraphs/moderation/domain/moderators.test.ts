import type { MemberRole } from '@parley/log/members';
import fc from 'fast-check';
import { maySanction, moderates, type Roles, type TenantRole } from './moderators';

const TENANT_ROLES: readonly TenantRole[] = ['OWNER', 'ADMIN', 'MODERATOR', 'MEMBER', 'GUEST'];
const MEMBER_ROLES: readonly MemberRole[] = ['OWNER', 'MODERATOR', 'MEMBER', 'READER'];
const roles: fc.Arbitrary<Roles> = fc.record(
  { tenant: fc.constantFrom(...TENANT_ROLES), member: fc.constantFrom(...MEMBER_ROLES) },
  { requiredKeys: ['tenant'] },
);

it.each([
  [{ tenant: 'MEMBER', member: 'OWNER' }, true],
  [{ tenant: 'MEMBER', member: 'MODERATOR' }, true],
  [{ tenant: 'MEMBER', member: 'MEMBER' }, false],
  [{ tenant: 'MEMBER' }, false],
  [{ tenant: 'MODERATOR' }, true],
  [{ tenant: 'GUEST', member: 'MEMBER' }, false],
] as const)('%j moderates: %s', (one, expected) => expect(moderates(one)).toBe(expected));

it.each([
  [{ tenant: 'MEMBER', member: 'MODERATOR' }, { tenant: 'MEMBER', member: 'MEMBER' }, true],
  [{ tenant: 'MEMBER', member: 'MODERATOR' }, { tenant: 'MEMBER', member: 'OWNER' }, false],
  [{ tenant: 'MEMBER', member: 'OWNER' }, { tenant: 'MEMBER', member: 'OWNER' }, true],
  [{ tenant: 'MEMBER', member: 'OWNER' }, { tenant: 'MODERATOR', member: 'MEMBER' }, false],
  [{ tenant: 'MODERATOR' }, { tenant: 'MEMBER', member: 'OWNER' }, true],
  [{ tenant: 'MODERATOR' }, { tenant: 'MODERATOR' }, false],
  [{ tenant: 'ADMIN' }, { tenant: 'MODERATOR' }, true],
  [{ tenant: 'ADMIN' }, { tenant: 'OWNER' }, false],
] as const)('%j may sanction %j: %s', (by, whom, expected) => expect(maySanction(by, whom)).toBe(expected));

it('nobody sanctions without moderating, and nobody of a moderator of the same rank in return', () => {
  fc.assert(
    fc.property(roles, roles, (by, whom) => {
      if (maySanction(by, whom)) expect(moderates(by)).toBe(true);
      // two owners of a conversation may; of the tenant's moderators, no two may
      if (by.tenant === whom.tenant && by.tenant === 'MODERATOR') expect(maySanction(by, whom)).toBe(false);
    }),
  );
});
