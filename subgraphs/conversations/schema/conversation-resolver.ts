import { parseId, type ConversationId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import { connection, decodeCursor, encodeCursor, paged, pageSize, type Connection } from '@parley/subgraph/connection';
import { searchName } from '@parley/subgraph/search-name';
import { Arg, Ctx, Directive, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { z } from 'zod';
import type { Context } from '../context';
import { queryText } from '../domain/text';
import {
  listChannels,
  listConversations,
  type ConversationPage,
  type ConversationRow,
  type Page,
} from '../store/conversations';
import type { Loaders } from '../store/loaders';
import type { FoundMember } from '../store/members';
import { ConversationFilterInput } from './inputs';
import { memberType } from './member';
import { readStateOf, type ReadState } from './read-state';
import {
  ConversationConnectionType,
  ConversationMemberConnectionType,
  ConversationType,
  ReadStateType,
  TypingStateType,
  UserReference,
  type ConversationMemberType,
} from './types';

/** Milliseconds up to the end of the year 9999: what both JavaScript and PostgreSQL take for a time. */
const LIST_CURSOR = z.tuple([z.int().min(0).max(253_402_300_799_999), z.guid()]);
const MEMBER_CURSOR = z.tuple([z.guid()]);
const FOUND_MEMBER_CURSOR = z.tuple([
  z.int().min(0).max(2),
  z.string().refine((text) => text.isWellFormed() && !text.includes('\0')),
  z.guid(),
]);

const CHANNELS = 50;

@Resolver(() => ConversationType)
export class ConversationResolver {
  @Query(() => ConversationType, { nullable: true })
  async conversation(@Arg('id', () => ID) id: string, @Ctx() context: Context): Promise<ConversationRow | null> {
    viewerOf(context.principal);
    return referencedConversation({ id }, context);
  }

  @Directive('@tag(name: "viewer")')
  @paged('edges')
  @Query(() => ConversationConnectionType, { description: "The viewer's conversations, latest activity first." })
  async conversations(
    @Arg('first', () => Int, { nullable: true, defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null | undefined,
    @Arg('filter', () => ConversationFilterInput, { nullable: true })
    filter: ConversationFilterInput | null | undefined,
    @Ctx() context: Context,
  ): Promise<Connection<ConversationRow>> {
    const page = { ...conversationPage(filter ?? {}), first: pageSize(first), after: listCursor(after) };
    const rows = await listConversations(context.database, viewerOf(context.principal), page);
    return conversationConnection(context, rows, page);
  }

  @Directive('@tag(name: "viewer")')
  @paged('edges')
  @Query(() => ConversationConnectionType, {
    description:
      'Public channels of the tenant, joined or not, most recently active first. `query`: words that the title or topic contains.',
  })
  async channels(
    @Arg('query', () => String, { nullable: true }) query: string | null | undefined,
    @Arg('first', () => Int, { nullable: true, defaultValue: CHANNELS }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null | undefined,
    @Ctx() context: Context,
  ): Promise<Connection<ConversationRow>> {
    const page = {
      query: query ? queryText(query, 'query') : undefined,
      first: pageSize(first ?? CHANNELS),
      after: listCursor(after),
    };
    const rows = await listChannels(context.database, viewerOf(context.principal), page);
    return conversationConnection(context, rows, page);
  }

  @paged('edges')
  @FieldResolver(() => ConversationMemberConnectionType, {
    description:
      'With `query`: members whose names contain it, ignoring case and accents, best match first. An empty `query` lists all, by name.',
  })
  async members(
    @Root() { id }: ConversationRow,
    @Arg('first', () => Int, { nullable: true, defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null | undefined,
    @Arg('query', () => String, { nullable: true }) query: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<ConversationMemberType>> {
    const size = pageSize(first);
    if (query != null) return membersByName({ id, first: size, after, query }, loaders);
    const page = { first: size, after: after == null ? undefined : decodeCursor(after, MEMBER_CURSOR)[0] };
    return connection(await loaders.memberPage(page).load(id), {
      first: page.first,
      after: page.after !== undefined,
      cursor: ({ person }) => encodeCursor([person]),
      node: memberType,
    });
  }

  @Directive('@tag(name: "viewer")')
  @FieldResolver(() => ReadStateType, {
    nullable: true,
    description: 'Null if the viewer is not a member (of a public channel).',
  })
  readState(@Root() conversation: ConversationRow, @Ctx() { principal }: Context): ReadState | null {
    viewerOf(principal);
    return readStateOf(conversation);
  }

  @Directive('@tag(name: "viewer")')
  @FieldResolver(() => UserReference, {
    nullable: true,
    description:
      'The other person of a DIRECT conversation, or the viewer if there is no other. Null for a GROUP or CHANNEL.',
  })
  peer(@Root() { peer }: ConversationRow, @Ctx() { principal }: Context): UserReference | null {
    viewerOf(principal);
    return peer && { id: peer };
  }

  @FieldResolver(() => TypingStateType, { description: 'Empty if the viewer is not a member.' })
  typing(@Root() { id }: ConversationRow, @Ctx() { loaders }: Context): Promise<TypingStateType> {
    return loaders.typing.load(id);
  }
}

async function conversationConnection(
  { loaders }: Context,
  rows: readonly ConversationRow[],
  { first, after }: Page,
): Promise<Connection<ConversationRow>> {
  for (const row of rows) loaders.conversation.prime(row.id, row);
  // what the request had loaded before stays its result, so that its `seq` is never too new
  const loaded = await Promise.all(rows.map(async (row) => (await loaders.conversation.load(row.id)) ?? row));
  return connection(
    rows.map((row, n) => ({ row, node: loaded[n]! })),
    {
      first,
      after: after !== undefined,
      cursor: ({ row }) => encodeCursor([row.updatedAt.getTime(), row.id]),
      node: ({ node }) => node,
    },
  );
}

interface NamedMembers {
  id: ConversationId;
  first: number;
  after: string | null | undefined;
  query: string;
}

async function membersByName(
  { id, first, after, query }: NamedMembers,
  loaders: Loaders,
): Promise<Connection<ConversationMemberType>> {
  const page = {
    first,
    query: searchName(queryText(query, 'query')),
    after: after == null ? undefined : decodeCursor(after, FOUND_MEMBER_CURSOR),
  };
  return connection<FoundMember, ConversationMemberType>(await loaders.foundMembers(page).load(id), {
    first,
    after: page.after !== undefined,
    cursor: ({ rank, searchName: name, person }) => encodeCursor([rank, name, person]),
    node: memberType,
  });
}

function conversationPage({
  kinds,
  unreadOnly,
  query,
}: ConversationFilterInput): Pick<ConversationPage, 'kinds' | 'query' | 'unreadOnly'> {
  return { kinds: kinds ?? undefined, query: query ? queryText(query) : undefined, unreadOnly: unreadOnly ?? false };
}

function listCursor(after: string | null | undefined): Page['after'] {
  if (after == null) return undefined;
  const [updatedAt, id] = decodeCursor(after, LIST_CURSOR);
  return [new Date(updatedAt), id];
}

/** The conversation, or null for one that the principal may not see. */
export async function referencedConversation(
  { id }: { id: string },
  { loaders }: Context,
): Promise<ConversationRow | null> {
  const conversation = parseId<ConversationId>(id);
  return conversation ? loaders.conversation.load(conversation) : null;
}
