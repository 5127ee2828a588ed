import { unauthenticated } from '@parley/contracts/errors';
import { viewerOf } from '@parley/contracts/principal';
import { connection, decodeCursor, encodeCursor, paged, pageSize, type Connection } from '@parley/subgraph/connection';
import { Arg, Ctx, Directive, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { z } from 'zod';
import { acceptInvitation } from '../actions/accept-invitation';
import { createInvitation, type NewInvitation } from '../actions/create-invitation';
import { revokeInvitation } from '../actions/revoke-invitation';
import type { Context } from '../context';
import { isAdmin } from '../domain/tenant';
import type { UserRow } from '../store/accounts';
import { listInvitations, previewInvitation } from '../store/invitations';
import {
  ConversationReference,
  CreateInvitationInput,
  Invitation,
  InvitationConnection,
  InvitationPreview,
  type ShownInvitation,
} from './invitation';
import { User } from './user';

const PAGE = 50;
const CURSOR = z.tuple([z.guid()]);

@Resolver(() => Invitation)
export class InvitationOperations {
  @Directive('@tag(name: "open")')
  @Directive('@tag(name: "internal")')
  @Query(() => InvitationPreview, {
    nullable: true,
    description: 'Needs no sign-in. Null for an invitation that is expired, used up, revoked or unknown.',
  })
  async invitation(
    @Arg('code', () => String) code: string,
    @Ctx() { databases, principal }: Context,
  ): Promise<InvitationPreview | null> {
    // whoever has the code may not have signed in yet
    const found = await previewInvitation(databases.system, code);
    if (!found) return null;
    return { ...found, needsSignUp: principal.kind !== 'viewer' || principal.tenant !== found.tenant };
  }

  @Directive('@tag(name: "viewer")')
  @Directive('@tag(name: "internal")')
  @paged('edges')
  @Query(() => InvitationConnection, {
    description:
      "The viewer's invitations, or for owners and admins the tenant's, that may still be used; newest first.",
  })
  async invitations(
    @Arg('first', () => Int, { nullable: true, defaultValue: PAGE }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null | undefined,
    @Ctx() { database, principal, loaders }: Context,
  ): Promise<Connection<ShownInvitation>> {
    const { tenant, user } = viewerOf(principal);
    const viewer = await loaders.user.load(user);
    if (!viewer) throw unauthenticated();
    const size = pageSize(first);
    const rows = await listInvitations(database, {
      tenant,
      createdBy: isAdmin(viewer.tenantRole) ? null : user,
      first: size + 1,
      after: after == null ? undefined : decodeCursor(after, CURSOR)[0],
    });
    return connection(rows, {
      first: size,
      after: after != null,
      cursor: ({ id }) => encodeCursor([id]),
      node: (row): ShownInvitation => row,
    });
  }

  @Directive('@tag(name: "internal")')
  @Mutation(() => Invitation)
  createInvitation(
    @Arg('input', () => CreateInvitationInput) input: CreateInvitationInput,
    @Ctx() context: Context,
  ): Promise<NewInvitation> {
    return createInvitation(context, input);
  }

  @Directive('@tag(name: "internal")')
  @Mutation(() => Boolean)
  revokeInvitation(@Arg('id', () => ID) id: string, @Ctx() context: Context): Promise<boolean> {
    return revokeInvitation(context, id);
  }

  @Directive('@tag(name: "internal")')
  @Mutation(() => ConversationReference, {
    nullable: true,
    description: 'Returns the conversation of the invitation, if it has one.',
  })
  async acceptInvitation(
    @Arg('code', () => String) code: string,
    @Ctx() context: Context,
  ): Promise<ConversationReference | null> {
    const id = await acceptInvitation(context, code);
    return id && { id };
  }

  @FieldResolver(() => ConversationReference, { nullable: true })
  conversation(@Root() { conversation }: ShownInvitation): ConversationReference | null {
    return conversation && { id: conversation };
  }

  @FieldResolver(() => User, { nullable: true })
  createdBy(@Root() { createdBy }: ShownInvitation, @Ctx() { loaders }: Context): Promise<UserRow | null> {
    return createdBy ? loaders.user.load(createdBy) : Promise.resolve(null);
  }
}
