import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { Context } from '../context';
import { PRESENCE_STATUSES, shownStatus, type PresenceStatus } from '../domain/presence';
import type { ShownUser } from './shown-user';

/** For the schema; in code a status is its name. */
export const PresenceStatusEnum = Object.fromEntries(PRESENCE_STATUSES.map((name) => [name, name])) as {
  [Name in PresenceStatus]: Name;
};
registerEnumType(PresenceStatusEnum, { name: 'PresenceStatus' });

@ObjectType()
export class Presence {
  user!: ShownUser;

  @Field(() => PresenceStatusEnum)
  status!: PresenceStatus;

  @Field(() => String, { nullable: true })
  text!: string | null;

  @Field(() => Date, { nullable: true })
  lastActiveAt!: Date | null;
}

/** How somebody is shown to all of their tenant. */
export async function presenceOf(user: ShownUser, { loaders }: Context): Promise<Presence> {
  const status = shownStatus(user.chosenPresence, await loaders.connected.load(user.id));
  return { user, status, text: user.presenceText, lastActiveAt: user.lastActiveAt };
}
