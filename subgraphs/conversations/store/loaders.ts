import { membershipId, parseId, type ConversationId, type UserId } from '@parley/contracts/ids';
import type { Principal } from '@parley/contracts/principal';
import type { Sql } from '@parley/database/sql';
import DataLoader from 'dataloader';
import { visibleConversations, type ConversationRow } from './conversations';
import type { Typing } from './typing';
import {
  findMembers,
  findMembersByName,
  listMembers,
  type FoundMember,
  type FoundMemberPage,
  type MemberKey,
  type MemberPage,
  type MemberRow,
} from './members';

export interface Loaders {
  /** By id; null for one that is not there or may not be seen. */
  conversation: DataLoader<ConversationId, ConversationRow | null>;
  /** Present and former members, by `membershipId`; null where the conversation may not be seen. Positions as in `memberPage`. */
  member: DataLoader<string, MemberRow | null>;
  /**
   * The same page of the present members of each conversation; only for those that the principal was shown. Who is no
   * member does not learn how far the members have read: their positions are 0.
   */
  memberPage(page: MemberPage): DataLoader<ConversationId, MemberRow[]>;
  /** The same, of those who are found by name. */
  foundMembers(page: FoundMemberPage): DataLoader<ConversationId, FoundMember[]>;
  /** The people who are typing in a conversation; none if the principal is no member. */
  typing: DataLoader<ConversationId, TypingRow>;
}

export interface TypingRow {
  conversationId: ConversationId;
  users: { id: UserId }[];
}

interface Sources {
  database: Sql;
  typing: Pick<Typing, 'among'>;
}

/** One set for each request: what they hold is what this principal may see. */
export function createLoaders({ database: sql, typing: typists }: Sources, principal: Principal): Loaders {
  const conversation = new DataLoader<ConversationId, ConversationRow | null>(async (ids) => {
    const visible = await visibleConversations(sql, principal, ids);
    return ids.map((id) => visible.get(id) ?? null);
  });

  const isMember = async (id: ConversationId): Promise<boolean> =>
    principal.kind === 'topic' ? !principal.nonMembers : Boolean((await conversation.load(id))?.role);

  const positionsHidden = async <Row extends MemberRow>(rows: readonly Row[]): Promise<Row[]> =>
    Promise.all(rows.map(async (row) => ((await isMember(row.conversation)) ? row : { ...row, lastReadSeq: 0 })));

  const member = new DataLoader<string, MemberRow | null>(async (ids) => {
    const keys = ids.map(parseMembershipId);
    const wanted = await Promise.all(
      keys.map(async (key) => key && (await conversation.load(key.conversation)) && key),
    );
    const rows = await findMembers(
      sql,
      wanted.filter((key) => key != null),
    );
    const found = new Map((await positionsHidden(rows)).map((row) => [keyId(row), row]));
    return wanted.map((key) => (key ? (found.get(keyId(key)) ?? null) : null));
  });

  const memberPage = loaderOf(
    (conversations, page: MemberPage) => listMembers(sql, conversations, page),
    positionsHidden,
  );
  const foundMembers = loaderOf(
    (conversations, page: FoundMemberPage) => findMembersByName(sql, conversations, page),
    positionsHidden,
  );

  const typing = new DataLoader<ConversationId, TypingRow>(async (ids) => {
    const people = await typists.among(ids);
    const shown = await Promise.all(ids.map(isMember));
    return ids.map((conversationId, n) => ({
      conversationId,
      users: shown[n] ? people[n]!.map((id) => ({ id })) : [],
    }));
  });

  return { conversation, member, memberPage, foundMembers, typing };
}

/** One loader for each page that is requested. */
function loaderOf<Page, Row>(
  read: (conversations: readonly ConversationId[], page: Page) => Promise<ReadonlyMap<ConversationId, Row[]>>,
  shown: (rows: readonly Row[]) => Promise<Row[]>,
): (page: Page) => DataLoader<ConversationId, Row[]> {
  const loaders = new Map<string, DataLoader<ConversationId, Row[]>>();
  return (page) => {
    const name = JSON.stringify(page);
    const loader =
      loaders.get(name) ??
      new DataLoader<ConversationId, Row[]>(async (conversations) => {
        const listed = await read(conversations, page);
        return Promise.all(conversations.map((id) => shown(listed.get(id)!)));
      });
    loaders.set(name, loader);
    return loader;
  };
}

const keyId = ({ conversation, person }: MemberKey): string => membershipId(conversation, person);

function parseMembershipId(id: string): MemberKey | undefined {
  const [conversation, person, ...rest] = id.split('.');
  const key = { conversation: parseId<ConversationId>(conversation ?? ''), person: parseId<UserId>(person ?? '') };
  return key.conversation && key.person && rest.length === 0 ? (key as MemberKey) : undefined;
}
