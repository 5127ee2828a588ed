import { membershipId, parseId, type ConversationId, type UserId } from '@parley/contracts/ids';
import type { Principal } from '@parley/contracts/principal';
import type { Sql } from '@parley/runtime/database/sql';
import DataLoader from 'dataloader';
import { visibleConversations, type ConversationRow } from './conversations';
import type { Typing } from './typing';
import { findMembers, listMembers, type MemberKey, type MemberPage, type MemberRow } from './members';

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
  /** Who is typing in conversations that the principal was shown; nobody where it is no member. */
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

  const positionsHidden = async (rows: readonly MemberRow[]): Promise<MemberRow[]> =>
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

  const pages = new Map<string, DataLoader<ConversationId, MemberRow[]>>();
  const memberPage = (page: MemberPage): DataLoader<ConversationId, MemberRow[]> => {
    const name = `${page.first} ${page.after ?? ''}`;
    const loader =
      pages.get(name) ??
      new DataLoader<ConversationId, MemberRow[]>(async (conversations) => {
        const listed = await listMembers(sql, conversations, page);
        return Promise.all(conversations.map((id) => positionsHidden(listed.get(id)!)));
      });
    pages.set(name, loader);
    return loader;
  };

  const typing = new DataLoader<ConversationId, TypingRow>(async (ids) => {
    const people = await typists.among(ids);
    const shown = await Promise.all(ids.map(isMember));
    return ids.map((conversationId, n) => ({
      conversationId,
      users: shown[n] ? people[n]!.map((id) => ({ id })) : [],
    }));
  });

  return { conversation, member, memberPage, typing };
}

const keyId = ({ conversation, person }: MemberKey): string => membershipId(conversation, person);

function parseMembershipId(id: string): MemberKey | undefined {
  const [conversation, person, ...rest] = id.split('.');
  const key = { conversation: parseId<ConversationId>(conversation ?? ''), person: parseId<UserId>(person ?? '') };
  return key.conversation && key.person && rest.length === 0 ? (key as MemberKey) : undefined;
}
