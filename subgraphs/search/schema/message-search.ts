import { invalid } from '@parley/contracts/errors';
import type { MessageId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import type { MessageHit } from '@parley/ports/search/search-index';
import { connection, decodeCursor, encodeCursor, paged, PageInfo, pageSize } from '@parley/subgraph/connection';
import { Arg, Ctx, Directive, Field, Float, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { z } from 'zod';
import type { Context } from '../context';
import { searchableConversations, showable } from '../store/access';
import { MessageSearchFilter, parseFilter } from './filter';

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Message')
export class MessageReference {
  @Field(() => ID)
  id!: MessageId;
}

@ObjectType()
export class MessageSearchHit {
  @Field(() => MessageReference)
  message!: MessageReference;

  @Field(() => Float)
  score!: number;

  @Field(() => [String], {
    description:
      'Fragments of the text as people read it. Matches are between <mark> and </mark>, and everything else is HTML-escaped.',
  })
  highlights!: string[];
}

@ObjectType()
export class MessageSearchEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => MessageSearchHit)
  node!: MessageSearchHit;
}

@ObjectType()
export class MessageSearchConnection {
  @Field(() => [MessageSearchEdge])
  edges!: MessageSearchEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => Int)
  totalCount!: number;
}

const CURSOR = z.tuple([z.number(), z.guid().transform((id) => id as MessageId)]);
const MAX_QUERY = 500;

@Resolver()
export class MessageSearchResolver {
  @paged('edges')
  @Query(() => MessageSearchConnection, {
    description:
      "Messages of the viewer's conversations and of public channels, most relevant first. The search matches what people read of\n" +
      'a message: the names of mentioned people (a changed name is indexed within a few seconds), but not the marks of Markdown and\n' +
      'the targets of links. A hit contains all words of `query`; `"two words"` matches a phrase, and `-word` excludes a word.',
  })
  async searchMessages(
    @Arg('query', () => String) query: string,
    @Arg('filter', () => MessageSearchFilter, { nullable: true }) filter: MessageSearchFilter | null,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20 }) size: number,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() { principal, database, index }: Context,
  ): Promise<MessageSearchConnection> {
    const viewer = viewerOf(principal);
    const first = pageSize(size);
    const { requested, criteria } = parseFilter(filter ?? {}, viewer);
    const [score, id] = after ? decodeCursor(after, CURSOR) : [];
    const { total, hits } = await index.search({
      ...criteria,
      text: searchText(query),
      tenant: viewer.tenant,
      conversations: await searchableConversations(database, viewer, requested),
      first: first + 1,
      after: score === undefined || id === undefined ? undefined : { score, id },
    });
    const { edges, pageInfo } = connection(hits, { first, after: Boolean(after), cursor: cursorOf, node: hitOf });
    const shown = await showable(
      database,
      viewer,
      edges.map(({ node }) => node.message.id),
    );
    const kept = edges.filter(({ node }) => shown.has(node.message.id));
    return { edges: kept, pageInfo, totalCount: total - (edges.length - kept.length) };
  }
}

/** Errors: VALIDATION_FAILED for what is empty, too long, or no text (NUL, half a surrogate pair). */
function searchText(query: string): string {
  const problem = (text: string) => invalid({ field: 'query', problem: text });
  if (query.trim() === '' || [...query].length > MAX_QUERY) throw problem(`must have 1 to ${MAX_QUERY} characters`);
  if (/[\0\p{Surrogate}]/u.test(query)) throw problem('has a character that no text can have');
  return query;
}

const cursorOf = ({ score, id }: MessageHit): string => encodeCursor([score, id]);

const hitOf = ({ id, score, highlights }: MessageHit): MessageSearchHit => ({ message: { id }, score, highlights });
