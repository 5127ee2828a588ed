import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { ShownUser } from './shown-user';

export enum PresenceStatus {
  ONLINE = 'ONLINE',
  AWAY = 'AWAY',
  DO_NOT_DISTURB = 'DO_NOT_DISTURB',
  OFFLINE = 'OFFLINE',
}
registerEnumType(PresenceStatus, { name: 'PresenceStatus' });

@ObjectType()
export class Presence {
  user!: ShownUser;

  @Field(() => PresenceStatus)
  status!: PresenceStatus;

  @Field(() => String, { nullable: true })
  text!: string | null;

  @Field(() => Date, { nullable: true })
  lastActiveAt!: Date | null;
}
