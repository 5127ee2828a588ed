import { invalid } from '@parley/contracts/errors';
import type { MessageId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import type { MessageHit } from '@parley/ports/search/search-index';
import { connection, decodeCursor, encodeCursor, PageInfo, pageSize } from '@parley/subgraph/connection';
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
    description: 'Fragments of what people read, with the matches between <mark> and </mark>, all else HTML-escaped.',
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
  @Query(() => MessageSearchConnection, {
    description:
      'Relevance-ranked, only from conversations that the viewer may read: their own, and public channels. A message is ' +
      'found by what people read of it: not by the marks of Markdown or the targets of links, and by the names of whom it ' +
      'mentions (a few seconds after somebody changes theirs, by the new one). A hit has all the words of `query`; ' +
      '`"two words"` are found next to each other only, and `-word` leaves out what has that word.',
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
    const { asked, criteria } = parseFilter(filter ?? {}, viewer);
    const [score, id] = after ? decodeCursor(after, CURSOR) : [];
    const { total, hits } = await index.search({
      ...criteria,
      text: searchText(query),
      tenant: viewer.tenant,
      conversations: await searchableConversations(database, viewer, asked),
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
