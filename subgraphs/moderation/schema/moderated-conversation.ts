import { parseId, type ConversationId } from '@parley/contracts/ids';
import { listOfAbout } from '@parley/subgraph/connection';
import { Ctx, Directive, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { Context, ConversationReference } from '../context';
import { ModeratedConversation, sanctionType, SanctionType, type SanctionRoot } from './types';

type Moderated = ConversationReference & Pick<ModeratedConversation, 'slowModeSeconds'>;

@Resolver(() => ModeratedConversation)
export class ModeratedConversationResolver {
  @Directive('@tag(name: "viewer")')
  @listOfAbout(2)
  @FieldResolver(() => [SanctionType], { description: 'Sanctions against the viewer.' })
  async viewerSanctions(@Root() { id }: ConversationReference, @Ctx() { loaders }: Context): Promise<SanctionRoot[]> {
    return (await loaders.ownSanctions.load(id)).map(sanctionType);
  }

  @FieldResolver(() => Int)
  async slowModeSeconds(@Root() { id }: ConversationReference, @Ctx() { loaders }: Context): Promise<number> {
    return (await loaders.slowMode.load(id)) ?? 0;
  }
}

/** Null for a conversation that the principal may not read. */
export async function moderatedConversation({ id }: { id: string }, { loaders }: Context): Promise<Moderated | null> {
  const conversation = parseId<ConversationId>(id);
  const slowModeSeconds = conversation && (await loaders.slowMode.load(conversation));
  return conversation && slowModeSeconds != null ? { id: conversation, slowModeSeconds } : null;
}
