import type { ConversationId, UserId } from '@parley/contracts/ids';
import type { MemberRole } from '@parley/log/members';
import type { Sql } from '@parley/database/sql';

export interface MemberRow {
  conversation: ConversationId;
  person: UserId;
  role: MemberRole;
  joinedAt: Date;
  lastReadSeq: number;
}

const COLUMNS =
  'm.stream as conversation, m.person, m.role, m.joined_at as "joinedAt", coalesce(r.seq, 0) as "lastReadSeq"';
const READING = 'left join conversations.read_state r on r.conversation = m.stream and r.person = m.person';

export interface MemberPage {
  first: number;
  /** Last person of the page before. */
  after?: string;
}

/** For each conversation its present members by id, and one more than `first` if there is more. */
export async function listMembers(
  sql: Sql,
  conversations: readonly ConversationId[],
  { first, after }: MemberPage,
): Promise<Map<ConversationId, MemberRow[]>> {
  const rows = await sql.query<MemberRow>(
    `select ${COLUMNS}
     from unnest($1::uuid[]) c(id)
     cross join lateral (
       select * from log.present_member p
       where p.stream = c.id and ($3::uuid is null or p.person > $3) order by p.person limit $2
     ) m
     ${READING}
     order by m.stream, m.person`,
    [conversations, first + 1, after ?? null],
  );
  const pages = new Map<ConversationId, MemberRow[]>(conversations.map((id) => [id, []]));
  for (const row of rows) pages.get(row.conversation)?.push(row);
  return pages;
}

/** A member with the name that they are found by, and how well it fits. */
export interface FoundMember extends MemberRow {
  /** 0: the name begins with the query; 1: one of its words does; 2: it has the query in it. */
  rank: number;
  searchName: string;
}

export interface FoundMemberPage {
  first: number;
  /** As `searchName` makes it; empty for everybody. */
  query: string;
  /** Last member of the page before. */
  after?: readonly [rank: number, searchName: string, person: string];
}

/** For each conversation its present members whose names have the query in them, best first, and one more than `first` if there is more. */
export async function findMembersByName(
  sql: Sql,
  conversations: readonly ConversationId[],
  { first, query, after }: FoundMemberPage,
): Promise<Map<ConversationId, FoundMember[]>> {
  const rows = await sql.query<FoundMember>(
    `select ${COLUMNS}, m.rank, m.search_name as "searchName"
     from unnest($1::uuid[]) c(id)
     cross join lateral (
       select * from (
         select p.*, n.search_name,
           case when starts_with(n.search_name, $3) then 0
                when position(' ' || $3 in n.search_name) > 0 then 1 else 2 end as rank
         from log.present_member p join users.searchable_person n on n.id = p.person
         where p.stream = c.id and position($3 in n.search_name) > 0
       ) named
       where $4::int is null or (rank, search_name, person) > ($4, $5 collate "C", $6::uuid)
       order by rank, search_name, person limit $2
     ) m
     ${READING}
     order by m.stream, m.rank, m.search_name, m.person`,
    [conversations, first + 1, query, after?.[0] ?? null, after?.[1] ?? null, after?.[2] ?? null],
  );
  const pages = new Map<ConversationId, FoundMember[]>(conversations.map((id) => [id, []]));
  for (const row of rows) pages.get(row.conversation)?.push(row);
  return pages;
}

export type MemberKey = Pick<MemberRow, 'conversation' | 'person'>;

/** Members, present and former: entries about somebody who left must still be readable. */
export async function findMembers(sql: Sql, keys: readonly MemberKey[]): Promise<MemberRow[]> {
  return sql.query<MemberRow>(
    `select ${COLUMNS} from log.stream_member m
     join unnest($1::uuid[], $2::uuid[]) k(stream, person) on k.stream = m.stream and k.person = m.person
     ${READING}`,
    [keys.map(({ conversation }) => conversation), keys.map(({ person }) => person)],
  );
}

/** The other members. The caller has locked the conversation. */
export async function othersOf(
  sql: Sql,
  conversation: ConversationId,
  person: UserId,
): Promise<{ anybody: boolean; owner: boolean }> {
  const [others] = await sql.query<{ anybody: boolean; owner: boolean }>(
    `select exists (select from log.present_member where stream = $1 and person <> $2) as anybody,
            exists (select from log.present_member where stream = $1 and person <> $2 and role = 'OWNER') as owner`,
    [conversation, person],
  );
  return others!;
}

/**
 * The next OWNER after the person; undefined if there is another OWNER, or nobody else. The caller has locked the conversation.
 */
export async function heirOf(sql: Sql, conversation: ConversationId, person: UserId): Promise<UserId | undefined> {
  const [row] = await sql.query<{ heir: UserId | null }>('select conversations.heir_of($1, $2) as heir', [
    conversation,
    person,
  ]);
  return row?.heir ?? undefined;
}

/** Where somebody is a member. */
export async function conversationsOf(sql: Sql, person: UserId): Promise<ConversationId[]> {
  const rows = await sql.query<{ stream: ConversationId }>(
    'select stream from log.present_member where person = $1 order by stream',
    [person],
  );
  return rows.map(({ stream }) => stream);
}
