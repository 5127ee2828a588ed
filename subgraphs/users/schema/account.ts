import { PageInfo } from '@parley/subgraph/connection';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { UserRow } from '../store/accounts';
import { ACCOUNT_STATUSES, type AccountStatus } from '../store/account-list';
import { User } from './user';

export const AccountStatusEnum = Object.fromEntries(ACCOUNT_STATUSES.map((name) => [name, name]));
registerEnumType(AccountStatusEnum, { name: 'AccountStatus' });

@ObjectType('Account', { description: 'For admins.' })
export class AccountType {
  @Field(() => User)
  user!: UserRow;

  @Field(() => String, { nullable: true })
  email!: string | null;

  @Field(() => AccountStatusEnum)
  status!: AccountStatus;

  @Field(() => Date, { nullable: true })
  suspendedUntil!: Date | null;

  @Field(() => Date, { nullable: true })
  lastSeenAt!: Date | null;

  @Field(() => Date)
  createdAt!: Date;
}

@ObjectType('AccountEdge')
export class AccountEdgeType {
  @Field(() => String)
  cursor!: string;

  @Field(() => AccountType)
  node!: AccountType;
}

@ObjectType('AccountConnection')
export class AccountConnectionType {
  @Field(() => [AccountEdgeType])
  edges!: AccountEdgeType[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}
