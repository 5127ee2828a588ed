import type { UserId } from '@parley/contracts/ids';
import { Field, ObjectType, registerEnumType } from 'type-graphql';

export enum PresenceStatus {
  ONLINE = 'ONLINE',
  AWAY = 'AWAY',
  DO_NOT_DISTURB = 'DO_NOT_DISTURB',
  OFFLINE = 'OFFLINE',
}
registerEnumType(PresenceStatus, { name: 'PresenceStatus' });

@ObjectType()
export class Presence {
  /** Whose it is; the field of the same name looks them up. */
  user!: { id: UserId };

  @Field(() => PresenceStatus)
  status!: PresenceStatus;

  @Field(() => String, { nullable: true })
  text!: string | null;

  @Field(() => Date, { nullable: true })
  lastActiveAt!: Date | null;
}
