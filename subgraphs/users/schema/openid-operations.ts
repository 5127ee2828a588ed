import { Opaque } from '@parley/subgraph/scalars';
import { Arg, Ctx, Directive, Mutation, Resolver } from 'type-graphql';
import { beginOpenId, type BegunSignIn } from '../actions/begin-openid';
import { claimOpenId } from '../actions/claim-openid';
import { finishOpenId } from '../actions/finish-openid';
import type { SessionTokens } from '../actions/open-session';
import type { OpenChallenge } from '../actions/sign-in';
import type { Context } from '../context';
import { HASHES, ONCE } from './hashes';
import { DeviceInput } from './inputs';
import { SignInResult } from './session';

/** For the gateway's routes alone: browsers are sent to a provider and back. */
@Resolver()
export class OpenIdOperations {
  @Directive('@inaccessible')
  @Directive('@tag(name: "open")')
  @Mutation(() => Opaque)
  beginOpenId(
    @Arg('tenant', () => String) tenant: string,
    @Arg('provider', () => String) provider: string,
    @Arg('loginHint', () => String, { nullable: true }) loginHint: string | null,
    @Ctx() context: Context,
  ): Promise<BegunSignIn> {
    return beginOpenId(context, { tenant, provider, loginHint });
  }

  @Directive('@inaccessible')
  @Directive('@tag(name: "open")')
  @Directive(HASHES)
  @Directive(ONCE)
  @Mutation(() => Boolean)
  async finishOpenId(
    @Arg('browser', () => String) browser: string,
    @Arg('search', () => String) search: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await finishOpenId(context, { browser, search });
    return true;
  }

  @Directive('@inaccessible')
  @Directive('@tag(name: "open")')
  @Mutation(() => SignInResult)
  claimOpenId(
    @Arg('browser', () => String) browser: string,
    @Arg('device', () => DeviceInput, { nullable: true }) device: DeviceInput | null,
    @Ctx() context: Context,
  ): Promise<SessionTokens | OpenChallenge> {
    return claimOpenId(context, { browser, device });
  }
}
