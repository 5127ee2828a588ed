import type { DeviceId } from '@parley/contracts/ids';
import { createUnionType, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import type { SessionTokens } from '../actions/open-session';
import type { ShownUser } from './shown-user';
import { User } from './user';

@ObjectType()
export class Session {
  @Field(() => String)
  accessToken!: string;

  @Field(() => String)
  refreshToken!: string;

  @Field(() => Date)
  expiresAt!: Date;

  @Field(() => ID)
  deviceId!: DeviceId;
}

@Resolver(() => Session)
export class SessionFields {
  @FieldResolver(() => User)
  user(@Root() { user, viewer }: SessionTokens): ShownUser {
    return { ...user, viewer };
  }
}

@ObjectType()
export class MfaChallenge {
  @Field(() => ID)
  challengeId!: string;

  @Field(() => Boolean, {
    description: 'The code was mailed to the address of the account, because the sign-in is unusual.',
  })
  mailed!: boolean;

  @Field(() => Date)
  expiresAt!: Date;
}

@ObjectType()
export class SocketToken {
  @Field(() => String)
  token!: string;

  @Field(() => Date)
  expiresAt!: Date;
}

@ObjectType()
export class TotpEnrollment {
  @Field(() => String)
  uri!: string;

  @Field(() => String)
  secret!: string;
}

export const SignInResult = createUnionType({
  name: 'SignInResult',
  types: () => [Session, MfaChallenge] as const,
  resolveType: (result) => ('challengeId' in result ? 'MfaChallenge' : 'Session'),
});
