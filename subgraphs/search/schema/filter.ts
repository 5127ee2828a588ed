import { invalid } from '@parley/contracts/errors';
import { parseId, type ConversationId, type UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import type { MessageQuery } from '@parley/ports/search/search-index';
import { DateTime } from '@parley/subgraph/scalars';
import { Field, ID, InputType } from 'type-graphql';
import { primaryLanguage } from '../domain/language';

@InputType()
export class MessageSearchFilter {
  @Field(() => [ID], { nullable: true })
  conversationIds?: string[] | null;

  @Field(() => [ID], { nullable: true })
  authorIds?: string[] | null;

  @Field(() => DateTime, { nullable: true })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true })
  to?: Date | null;

  @Field(() => Boolean, { nullable: true })
  hasAttachment?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  mentionsMe?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Only messages in this language, as detected from the text: a language tag (BCP 47), of which only the language matters.',
  })
  language?: string | null;
}

const MAX_IDS = 1_000;

/** The criteria of a search, without the conversations that it may search. Errors: VALIDATION_FAILED. */
export function parseFilter(filter: MessageSearchFilter, viewer: Viewer) {
  return {
    /** As requested, the viewer's or not; undefined for all. */
    requested: ids<ConversationId>('conversationIds', filter.conversationIds),
    criteria: {
      authors: ids<UserId>('authorIds', filter.authorIds),
      from: filter.from ?? undefined,
      to: filter.to ?? undefined,
      hasAttachment: filter.hasAttachment ?? undefined,
      mentions: filter.mentionsMe ? viewer.user : undefined,
      language: language(filter.language),
    } satisfies Partial<MessageQuery>,
  };
}

/** A text that is no UUID finds nothing. */
function ids<T extends ConversationId | UserId>(field: string, texts: string[] | null | undefined): T[] | undefined {
  if (!texts) return undefined;
  if (texts.length > MAX_IDS) throw invalid({ field: `filter.${field}`, problem: `must be at most ${MAX_IDS}` });
  return texts.flatMap((text) => parseId<T>(text) ?? []);
}

function language(tag: string | null | undefined): string | undefined {
  if (!tag) return undefined;
  const primary = primaryLanguage(tag);
  if (!primary) throw invalid({ field: 'filter.language', problem: 'is not a language tag (BCP 47)' });
  return primary;
}
