import { Arg, Ctx, Directive, Mutation, Resolver } from 'type-graphql';
import { changeEmail } from '../actions/change-email';
import { changePassword } from '../actions/change-password';
import { createRecoveryCodes } from '../actions/create-recovery-codes';
import { disableTotp } from '../actions/disable-totp';
import { requestEmailVerification } from '../actions/request-email-verification';
import { requestPasswordReset } from '../actions/request-password-reset';
import { resetPassword } from '../actions/reset-password';
import { verifyEmail } from '../actions/verify-email';
import type { Context } from '../context';
import { HASHES, ONCE } from './hashes';
import { ChangeEmailInput, ChangePasswordInput, ResetPasswordInput, StepUpInput } from './inputs';

/** What people do with their own account. */
@Resolver()
export class OwnAccount {
  @Directive(HASHES)
  @Directive(ONCE)
  @Directive('@tag(name: "internal")')
  @Mutation(() => Boolean, {
    description:
      'Ends all other sessions. Errors: VALIDATION_FAILED naming `currentPassword`; FORBIDDEN with `stepUp: "TOTP"` in the extensions when a code is required.',
  })
  changePassword(
    @Arg('input', () => ChangePasswordInput) input: ChangePasswordInput,
    @Ctx() context: Context,
  ): Promise<boolean> {
    return changePassword(context, input);
  }

  @Directive('@tag(name: "open")')
  @Directive('@tag(name: "internal")')
  @Mutation(() => Boolean, {
    description:
      "Always returns true and takes the same time, whether or not the account exists. The mail's token is valid for one hour and one use.",
  })
  requestPasswordReset(
    @Arg('tenant', () => String) tenant: string,
    @Arg('email', () => String) email: string,
    @Ctx() context: Context,
  ): Promise<boolean> {
    return requestPasswordReset(context, { tenant, email });
  }

  @Directive('@tag(name: "open")')
  @Directive(HASHES)
  @Directive(ONCE)
  @Directive('@tag(name: "internal")')
  @Mutation(() => Boolean, {
    description: 'Ends all sessions. A second factor stays enabled and is required at the next sign-in.',
  })
  async resetPassword(
    @Arg('input', () => ResetPasswordInput) input: ResetPasswordInput,
    @Ctx() context: Context,
  ): Promise<boolean> {
    await resetPassword(context, input);
    return true;
  }

  @Directive('@tag(name: "open")')
  @Directive('@tag(name: "internal")')
  @Mutation(() => Boolean)
  async verifyEmail(@Arg('token', () => String) token: string, @Ctx() context: Context): Promise<boolean> {
    await verifyEmail(context, { token });
    return true;
  }

  @Directive('@tag(name: "internal")')
  @Mutation(() => Boolean)
  requestEmailVerification(@Ctx() context: Context): Promise<boolean> {
    return requestEmailVerification(context, undefined);
  }

  @Directive(HASHES)
  @Directive(ONCE)
  @Directive('@tag(name: "internal")')
  @Mutation(() => Boolean, {
    description: 'Takes effect once the new address is verified. The old address is notified.',
  })
  changeEmail(
    @Arg('input', () => ChangeEmailInput) input: ChangeEmailInput,
    @Ctx() context: Context,
  ): Promise<boolean> {
    return changeEmail(context, input);
  }

  @Directive(HASHES)
  @Directive(ONCE)
  @Directive('@tag(name: "internal")')
  @Mutation(() => Boolean, {
    description: 'Ends all other sessions. The account is notified by mail, as it is when a factor is added.',
  })
  disableTotp(@Arg('input', () => StepUpInput) input: StepUpInput, @Ctx() context: Context): Promise<boolean> {
    return disableTotp(context, input);
  }

  @Directive(HASHES)
  @Directive(ONCE)
  @Directive('@tag(name: "internal")')
  @Mutation(() => [String], { description: 'Replaces the existing recovery codes.' })
  createRecoveryCodes(@Arg('input', () => StepUpInput) input: StepUpInput, @Ctx() context: Context): Promise<string[]> {
    return createRecoveryCodes(context, input);
  }
}
