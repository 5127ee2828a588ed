import { invalid } from '@parley/contracts/errors';
import { viewerOf } from '@parley/contracts/principal';
import { Arg, Ctx, Directive, ID, Mutation, Resolver } from 'type-graphql';
import { completeSignIn } from '../actions/complete-sign-in';
import { confirmTotp } from '../actions/confirm-totp';
import { createSocketToken } from '../actions/create-socket-token';
import { enrollTotp } from '../actions/enroll-totp';
import type { SessionTokens } from '../actions/open-session';
import { refreshSession } from '../actions/refresh-session';
import { revokeDevice } from '../actions/revoke-device';
import { signIn, type OpenChallenge } from '../actions/sign-in';
import { signOut } from '../actions/sign-out';
import { signUp } from '../actions/sign-up';
import { unlockAccount } from '../actions/unlock-account';
import type { Context } from '../context';
import { HASHES, ONCE } from './hashes';
import { CompleteSignInInput, RefreshSessionInput, SignInInput, SignUpInput } from './inputs';
import { Session, SignInResult, SocketToken, TotpEnrollment } from './session';

@Resolver()
export class SigningIn {
  @Directive('@tag(name: "open")')
  @Directive(HASHES)
  @Directive(ONCE)
  @Directive('@tag(name: "internal")')
  @Mutation(() => Session)
  signUp(@Arg('input', () => SignUpInput) input: SignUpInput, @Ctx() context: Context): Promise<SessionTokens> {
    return signUp(context, input);
  }

  @Directive('@tag(name: "open")')
  @Directive(HASHES)
  @Directive(ONCE)
  @Directive('@tag(name: "internal")')
  @Mutation(() => SignInResult)
  signIn(
    @Arg('input', () => SignInInput) input: SignInInput,
    @Ctx() context: Context,
  ): Promise<SessionTokens | OpenChallenge> {
    return signIn(context, input);
  }

  @Directive('@tag(name: "open")')
  @Directive(ONCE)
  @Directive('@tag(name: "internal")')
  @Mutation(() => Session)
  completeSignIn(
    @Arg('input', () => CompleteSignInInput) input: CompleteSignInInput,
    @Ctx() context: Context,
  ): Promise<SessionTokens> {
    return completeSignIn(context, input);
  }

  @Directive('@tag(name: "open")')
  @Directive(ONCE)
  @Directive('@tag(name: "internal")')
  @Mutation(() => Session)
  refreshSession(
    @Arg('input', () => RefreshSessionInput) input: RefreshSessionInput,
    @Ctx() context: Context,
  ): Promise<SessionTokens> {
    return refreshSession(context, input);
  }

  @Directive('@tag(name: "open")')
  @Directive(ONCE)
  @Directive('@tag(name: "internal")')
  @Mutation(() => Boolean, {
    description:
      'Unlocks an account that was locked because of suspicious activity, by the token that was mailed to it.',
  })
  async unlockAccount(@Arg('token', () => String) token: string, @Ctx() context: Context): Promise<boolean> {
    await unlockAccount(context, { token });
    return true;
  }

  @Directive('@tag(name: "enrolling")')
  @Mutation(() => Boolean)
  signOut(
    @Arg('everywhere', () => Boolean, { nullable: true, defaultValue: false }) everywhere: boolean,
    @Ctx() context: Context,
  ): Promise<boolean> {
    return signOut(context, { everywhere });
  }

  @Mutation(() => SocketToken, {
    description: 'A token for one `connection_init` of a WebSocket; valid for a minute, and for one use.',
  })
  createSocketToken(@Ctx() context: Context): Promise<SocketToken> {
    return createSocketToken(context, undefined);
  }

  @Mutation(() => Date, {
    description:
      'Replaces the token of the socket that it is sent over, before it expires. The person must be the same. The server authorizes every active subscription again.',
  })
  renewSocket(@Arg('token', () => String) _token: string, @Ctx() { principal }: Context): Date {
    viewerOf(principal);
    // the gateway executes those that come over a socket
    throw invalid({ field: 'token', problem: 'renews a socket only when it is sent over that socket' });
  }

  @Directive('@tag(name: "enrolling")')
  @Directive('@tag(name: "internal")')
  @Directive(HASHES)
  @Directive(ONCE)
  @Mutation(() => TotpEnrollment, { description: 'The server requires `password`.' })
  enrollTotp(
    @Arg('password', () => String, { nullable: true }) password: string | null,
    @Ctx() context: Context,
  ): Promise<TotpEnrollment> {
    return enrollTotp(context, { password });
  }

  @Directive('@tag(name: "enrolling")')
  @Directive(ONCE)
  @Directive('@tag(name: "internal")')
  @Mutation(() => [String])
  confirmTotp(@Arg('code', () => String) code: string, @Ctx() context: Context): Promise<string[]> {
    return confirmTotp(context, { code });
  }

  @Directive('@tag(name: "internal")')
  @Mutation(() => Boolean)
  revokeDevice(@Arg('deviceId', () => ID) deviceId: string, @Ctx() context: Context): Promise<boolean> {
    return revokeDevice(context, { deviceId });
  }
}
