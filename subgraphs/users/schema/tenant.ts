import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { UpdateTenant } from '../actions/update-tenant';
import { SIGN_UP_POLICIES, TENANT_ROLES, type SignUpPolicy } from '../domain/tenant';
import type { TenantLimits } from '../store/tenants';
import type { TenantUsage } from '../store/usage';

const enumOf = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, name])) as { [N in Name]: N };

/** For the schema; in code a role is its name. */
export const TenantRoleEnum = enumOf(TENANT_ROLES);
registerEnumType(TenantRoleEnum, { name: 'TenantRole' });

const SignUpPolicyEnum = enumOf(SIGN_UP_POLICIES);
registerEnumType(SignUpPolicyEnum, { name: 'SignUpPolicy' });

@ObjectType()
export class TenantSettings {
  @Field(() => SignUpPolicyEnum)
  signUp!: SignUpPolicy;

  @Field(() => [String])
  emailDomains!: string[];

  @Field(() => Boolean)
  membersMayInvite!: boolean;

  @Field(() => Boolean)
  membersMayCreateChannels!: boolean;

  @Field(() => Boolean)
  requireTotp!: boolean;

  @Field(() => Int, { nullable: true })
  retentionDays!: number | null;
}

@ObjectType('TenantLimits', {
  description:
    'Hard limits; null means unlimited. Owners and admins are notified once at 80 %. At 100 % the request fails with QUOTA_EXCEEDED and\n' +
    '`quota`, `limit`, `used` in the extensions.',
})
export class TenantLimitsType implements TenantLimits {
  @Field(() => Int, { nullable: true })
  members!: number | null;

  @Field(() => Int, { nullable: true })
  sockets!: number | null;

  @Field(() => Int, { nullable: true })
  messagesPerDay!: number | null;

  @Field(() => Float, { nullable: true })
  storageBytes!: number | null;
}

@ObjectType('TenantUsage')
export class TenantUsageType implements TenantUsage {
  @Field(() => Int)
  members!: number;

  @Field(() => Int)
  sockets!: number;

  @Field(() => Int)
  messagesToday!: number;

  @Field(() => Float)
  storageBytes!: number;
}

@ObjectType({ description: '`settings`, `limits` and `usage` are null except for owners and admins.' })
export class Tenant {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  slug!: string;

  @Field(() => String)
  name!: string;
}

@InputType()
export class UpdateTenantInput implements UpdateTenant {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => SignUpPolicyEnum, { nullable: true })
  signUp?: SignUpPolicy | null;

  @Field(() => [String], { nullable: true })
  emailDomains?: string[] | null;

  @Field(() => Boolean, { nullable: true })
  membersMayInvite?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  membersMayCreateChannels?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  requireTotp?: boolean | null;

  @Field(() => Int, { nullable: true })
  retentionDays?: number | null;
}
