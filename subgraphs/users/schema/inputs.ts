import { Field, ID, InputType } from 'type-graphql';
import type { ChangeEmail } from '../actions/change-email';
import type { ChangePassword } from '../actions/change-password';
import type { CompleteSignIn } from '../actions/complete-sign-in';
import type { RefreshSession } from '../actions/refresh-session';
import type { ResetPassword } from '../actions/reset-password';
import type { SignIn } from '../actions/sign-in';
import type { SignUp } from '../actions/sign-up';
import type { StepUp } from '../actions/step-up';
import type { UpdateProfile } from '../actions/update-profile';
import type { DeviceDescription, DevicePlatform } from '../domain/device';
import { DevicePlatformEnum } from './device';

@InputType()
export class DeviceInput implements DeviceDescription {
  @Field(() => String)
  fingerprint!: string;

  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true })
  pushToken?: string | null;

  @Field(() => DevicePlatformEnum, { nullable: true })
  platform?: DevicePlatform | null;
}

@InputType()
export class SignUpInput implements SignUp {
  @Field(() => String)
  tenant!: string;

  @Field(() => String)
  email!: string;

  @Field(() => String)
  password!: string;

  @Field(() => String)
  displayName!: string;

  @Field(() => DeviceInput, { nullable: true })
  device?: DeviceInput | null;

  @Field(() => String, { nullable: true })
  invitationCode?: string | null;
}

@InputType()
export class SignInInput implements SignIn {
  @Field(() => String)
  tenant!: string;

  @Field(() => String)
  email!: string;

  @Field(() => String)
  password!: string;

  @Field(() => DeviceInput, { nullable: true })
  device?: DeviceInput | null;
}

@InputType()
export class CompleteSignInInput implements CompleteSignIn {
  @Field(() => ID)
  challengeId!: string;

  @Field(() => String)
  code!: string;
}

@InputType()
export class RefreshSessionInput implements RefreshSession {
  @Field(() => String)
  refreshToken!: string;

  @Field(() => DeviceInput, { nullable: true })
  device?: DeviceInput | null;
}

@InputType()
export class UpdateProfileInput implements UpdateProfile {
  @Field(() => String, { nullable: true })
  displayName?: string | null;

  @Field(() => String, { nullable: true })
  bio?: string | null;

  @Field(() => String, { nullable: true })
  locale?: string | null;

  @Field(() => String, { nullable: true })
  timeZone?: string | null;

  @Field(() => ID, { nullable: true })
  avatarId?: string | null;
}

@InputType({ description: 'Fresh proof of identity. `code` is required when the account has a second factor.' })
export class StepUpInput implements StepUp {
  @Field(() => String)
  password!: string;

  @Field(() => String, { nullable: true })
  code?: string | null;
}

@InputType()
export class ChangePasswordInput implements ChangePassword {
  @Field(() => String)
  currentPassword!: string;

  @Field(() => String)
  newPassword!: string;

  @Field(() => String, { nullable: true })
  code?: string | null;
}

@InputType()
export class ResetPasswordInput implements ResetPassword {
  @Field(() => String)
  token!: string;

  @Field(() => String)
  newPassword!: string;
}

@InputType()
export class ChangeEmailInput implements ChangeEmail {
  @Field(() => String)
  email!: string;

  @Field(() => String)
  password!: string;

  @Field(() => String, { nullable: true })
  code?: string | null;
}
