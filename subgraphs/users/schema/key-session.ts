import { Arg, Ctx, Directive, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { exchangeKey } from '../actions/exchange-key';
import type { Context } from '../context';
import { ONCE } from './hashes';

@ObjectType()
export class KeySession {
  @Field(() => String)
  accessToken!: string;

  @Field(() => Date)
  expiresAt!: Date;
}

@Resolver()
export class Keys {
  @Directive('@tag(name: "open")')
  @Directive(ONCE)
  @Mutation(() => KeySession, {
    description:
      'Exchanges the key of a bot or partner for an access token, which ends when the key, the bot or its owner does. Exchange the key again before the token expires.',
  })
  async exchangeKey(@Arg('key', () => String) key: string, @Ctx() context: Context): Promise<KeySession> {
    const { token, expiresAt } = await exchangeKey(context, { key });
    return { accessToken: token, expiresAt };
  }
}
