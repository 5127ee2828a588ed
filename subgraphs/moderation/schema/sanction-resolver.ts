import { notFound } from '@parley/contracts/errors';
import type { UserId } from '@parley/contracts/ids';
import { listSanctions, SANCTION_KINDS } from '@parley/log/sanctions';
import { connection, decodeCursor, encodeCursor, paged, pageSize, type Connection } from '@parley/subgraph/connection';
import { conversationIdOf, userIdOf } from '@parley/subgraph/ids';
import { Arg, Ctx, Directive, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { z } from 'zod';
import { imposeSanction } from '../actions/impose-sanction';
import { liftSanction } from '../actions/lift-sanction';
import { requireModerator } from '../actions/require-moderator';
import { setSlowMode } from '../actions/set-slow-mode';
import type { Context } from '../context';
import { moderatedConversation } from './moderated-conversation';
import {
  ModeratedConversation,
  SanctionConnectionType,
  SanctionInputType,
  sanctionType,
  SanctionType,
  type SanctionRoot,
} from './types';

const CURSOR = z.tuple([z.guid().transform((id) => id as UserId), z.enum(SANCTION_KINDS)]);

@Resolver(() => SanctionType)
export class SanctionResolver {
  @Directive('@tag(name: "viewer")')
  @paged('edges')
  @Query(() => SanctionConnectionType, { description: 'Those in force, for who moderates the conversation.' })
  async sanctions(
    @Arg('conversationId', () => ID) conversationId: string,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null | undefined,
    @Ctx() { database, principal }: Context,
  ): Promise<Connection<SanctionRoot>> {
    const conversation = conversationIdOf(conversationId);
    await requireModerator(database, principal, conversation);
    const page = {
      conversation,
      first: pageSize(first),
      after: after == null ? undefined : decodeCursor(after, CURSOR),
    };
    return connection(await listSanctions(database, page), {
      first: page.first,
      after: page.after !== undefined,
      cursor: ({ person, kind }) => encodeCursor([person, kind]),
      node: sanctionType,
    });
  }

  @Mutation(() => SanctionType)
  async sanction(
    @Arg('input', () => SanctionInputType) { conversationId, userId, kind, reason, until }: SanctionInputType,
    @Ctx() context: Context,
  ): Promise<SanctionRoot> {
    const conversation = conversationIdOf(conversationId);
    const person = userIdOf(userId);
    const sanction = { conversation, person, kind, reason: reason ?? null, until: until ?? null };
    return sanctionType(await imposeSanction(context, sanction));
  }

  @Mutation(() => Boolean)
  async liftSanction(@Arg('id', () => ID) id: string, @Ctx() context: Context): Promise<boolean> {
    await liftSanction(context, id);
    return true;
  }

  @Mutation(() => ModeratedConversation, {
    description:
      'Seconds between two messages of one member; 0 turns it off. Moderators are exempt. RATE_LIMITED says when to retry.',
  })
  async setSlowMode(
    @Arg('conversationId', () => ID) conversationId: string,
    @Arg('seconds', () => Int) seconds: number,
    @Ctx() context: Context,
  ): Promise<ModeratedConversation> {
    const conversation = conversationIdOf(conversationId);
    await setSlowMode(context, { conversation, seconds });
    const changed = await moderatedConversation({ id: conversation }, context);
    if (!changed) throw notFound('Conversation');
    return changed;
  }

  @FieldResolver(() => ModeratedConversation, { nullable: true })
  conversation(@Root() sanction: SanctionRoot, @Ctx() context: Context): Promise<ModeratedConversation | null> {
    return moderatedConversation({ id: sanction.conversationId }, context);
  }
}
