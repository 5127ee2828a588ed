import type { AttachmentId, UserId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import type { ViewerClaims } from '@parley/identity/viewer';
import { listOfAbout, PageInfo } from '@parley/subgraph/connection';
import { Seq } from '@parley/subgraph/scalars';
import { Ctx, Directive, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { Device, type ShownDevice } from './device';
import { Presence, presenceOf } from './presence';
import type { AccountSecurity } from '../store/accounts';
import type { ShownUser } from './shown-user';
import type { TenantRole } from '../domain/tenant';
import { TenantRoleEnum } from './tenant';

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Attachment')
class AttachmentReference {
  @Field(() => ID)
  id!: AttachmentId;
}

@Directive('@key(fields: "id")')
@ObjectType()
export class User {
  @Field(() => ID)
  id!: UserId;

  @Field(() => String)
  displayName!: string;

  @Field(() => String, {
    description:
      'Unique in the tenant, to distinguish people of the same name. Derived from the name at sign-up; it does not change with the name.',
  })
  handle!: string;

  @Field(() => String, { nullable: true })
  bio!: string | null;

  @Field(() => String)
  locale!: string;

  @Field(() => String)
  timeZone!: string;

  @Field(() => Boolean)
  bot!: boolean;

  @Field(() => Date)
  createdAt!: Date;

  @Field(() => TenantRoleEnum, {
    description: "Role in the viewer's tenant. Guests see only the people and conversations that they share.",
  })
  tenantRole!: TenantRole;
}

@Resolver(() => User)
export class UserFields {
  @FieldResolver(() => AttachmentReference, { nullable: true })
  avatar(@Root() { avatar }: ShownUser): AttachmentReference | null {
    return avatar && { id: avatar };
  }

  @FieldResolver(() => Presence)
  presence(@Root() user: ShownUser, @Ctx() context: Context): Promise<Presence> {
    return presenceOf(user, context);
  }

  @Directive('@tag(name: "viewer")')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'This field and the next two are null for everybody but the viewer.',
  })
  email(@Root() user: ShownUser, @Ctx() context: Context): string | null {
    return ownViewer(user, context) ? user.email : null;
  }

  @Directive('@tag(name: "viewer")')
  @Directive('@tag(name: "internal")')
  @listOfAbout(10)
  @FieldResolver(() => [Device], { nullable: true })
  async devices(@Root() user: ShownUser, @Ctx() context: Context): Promise<ShownDevice[] | null> {
    const viewer = ownViewer(user, context);
    if (!viewer) return null;
    const devices = await context.loaders.devices.load(user.id);
    return devices.map((device) => ({ ...device, current: device.id === viewer.device }));
  }

  @Directive('@tag(name: "viewer")')
  @FieldResolver(() => Seq, {
    nullable: true,
    description: "Position of the latest change of the viewer's memberships.",
  })
  async seq(@Root() user: ShownUser, @Ctx() context: Context): Promise<number | null> {
    return ownViewer(user, context) ? context.loaders.seq.load(user.id) : null;
  }

  @Directive('@tag(name: "viewer")')
  @FieldResolver(() => Boolean, { nullable: true, description: 'Null except for the viewer.' })
  async emailVerified(@Root() user: ShownUser, @Ctx() context: Context): Promise<boolean | null> {
    return (await ownSecurity(user, context))?.emailVerified ?? null;
  }

  @Directive('@tag(name: "viewer")')
  @FieldResolver(() => Boolean, { nullable: true, description: 'Null except for the viewer.' })
  async totpEnabled(@Root() user: ShownUser, @Ctx() context: Context): Promise<boolean | null> {
    return (await ownSecurity(user, context))?.totpEnabled ?? null;
  }
}

const ownSecurity = async (user: ShownUser, context: Context): Promise<AccountSecurity | null> =>
  ownViewer(user, context) ? context.loaders.security.load(user.id) : null;

function ownViewer(user: ShownUser, { principal }: Context): ViewerClaims | undefined {
  const viewer = user.viewer ?? viewerOf(principal);
  return viewer.user === user.id ? viewer : undefined;
}

@ObjectType()
class UserEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => User)
  node!: ShownUser;
}

@ObjectType()
export class UserConnection {
  @Field(() => [UserEdge])
  edges!: UserEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}
