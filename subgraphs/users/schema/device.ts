import type { DeviceId } from '@parley/contracts/ids';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { DEVICE_PLATFORMS, type DevicePlatform } from '../domain/device';
import type { DeviceRow } from '../store/devices';

/** For the schema; in code a platform is its name. */
export const DevicePlatformEnum = Object.fromEntries(DEVICE_PLATFORMS.map((name) => [name, name])) as {
  [Name in DevicePlatform]: Name;
};
registerEnumType(DevicePlatformEnum, { name: 'DevicePlatform' });

export type ShownDevice = DeviceRow & { current: boolean };

@ObjectType()
export class Device {
  @Field(() => ID)
  id!: DeviceId;

  @Field(() => String, { nullable: true })
  name!: string | null;

  @Field(() => DevicePlatformEnum, { nullable: true })
  platform!: DevicePlatform | null;

  @Field(() => Date)
  lastSeenAt!: Date;

  @Field(() => Boolean)
  current!: boolean;
}
