import { Field, ID, InputType } from 'type-graphql';
import type { CompleteSignIn } from '../actions/complete-sign-in';
import type { RefreshSession } from '../actions/refresh-session';
import type { SignIn } from '../actions/sign-in';
import type { SignUp } from '../actions/sign-up';
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
