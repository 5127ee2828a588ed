import type { ConversationId, TenantId, UserId } from '@parley/contracts/ids';
import { tenantOf, type Principal, type Viewer } from '@parley/contracts/principal';
import { isGuest, type MemberRole } from '@parley/log/members';
import type { Sql } from '@parley/database/sql';
import type { ConversationKind } from '../domain/conversation';
import { wordPatterns } from '../domain/search-text';
import { MENTIONS, UNREAD } from './read-states';

/** A conversation together with the head of its log, both of one moment. */
export interface ConversationRow {
  id: ConversationId;
  tenant: TenantId;
  kind: ConversationKind;
  title: string | null;
  topic: string | null;
  public: boolean;
  memberCount: number;
  createdAt: Date;
  /** Of the latest entry, in whole milliseconds. */
  updatedAt: Date;
  seq: number;
  epoch: string;
  /** Of a DIRECT: the one of the two who isn't the viewer, or the viewer where both are. Null where there is no viewer. */
  peer: UserId | null;
  /** The viewer's; null for one who only looks at a public channel, and where there is no viewer. */
  role: MemberRole | null;
  /** How far the viewer has read, how many messages of others came after, and how many of those name the viewer; null where `role` is. */
  lastReadSeq: number | null;
  unread: number | null;
  mentions: number | null;
}

/** One statement sees one moment: nothing that is read later is older than this `seq`. */
const COLUMNS = `c.id, c.tenant, c.kind, c.title, c.topic, h.public, c.member_count as "memberCount",
  c.created_at as "createdAt", h.updated_at as "updatedAt", h.seq, h.epoch, m.role,
  case when c.direct_low = m.person then c.direct_high when c.direct_high = m.person then c.direct_low end as peer,
  r.seq as "lastReadSeq",
  case when r.person is not null then ${UNREAD} end as unread,
  case when r.person is not null then ${MENTIONS} end as mentions`;

/**
 * Those of the conversations that this principal may see: its own, and the public channels of its tenant.
 * A shared view sees the one that it is about. Errors: UNAUTHENTICATED.
 */
export async function visibleConversations(
  sql: Sql,
  principal: Principal,
  ids: readonly ConversationId[],
): Promise<Map<ConversationId, ConversationRow>> {
  const tenant = tenantOf(principal);
  const viewer = principal.kind === 'viewer' ? principal.user : null;
  const subject = principal.kind === 'topic' ? principal.conversation : null;
  const rows = await sql.query<ConversationRow>(VISIBLE, [ids, tenant, viewer, subject]);
  return new Map(rows.map((row) => [row.id, row]));
}

const VISIBLE = {
  name: 'conversations.visible',
  text: `select ${COLUMNS}
    from conversations.conversation c
    join log.stream_head h on h.stream = c.id
    left join log.present_member m on m.stream = c.id and m.person = $3
    left join conversations.read_state r on r.conversation = c.id and r.person = m.person
    where c.id = any ($1::uuid[]) and c.tenant = $2
      and (m.person is not null or (h.public and $3 is not null and not ${isGuest('$3')}) or c.id = $4)`,
};

export interface Page {
  first: number;
  /** Activity and id of the last one of the page before. */
  after?: readonly [updatedAt: Date, id: string];
  /** The search text; case and accents do not matter. */
  query?: string;
}

export interface ConversationPage extends Page {
  kinds?: readonly ConversationKind[];
  unreadOnly?: boolean;
}

/** Latest activity first, after `$1` and `$2`, and one more than a page if there is more. */
const PAGE = `($1::timestamptz is null or (h.updated_at, c.id) < ($1, $2::uuid))
     order by h.updated_at desc, c.id desc
     limit $3`;

const pageOf = ({ first, after, query }: Page): unknown[] => [
  after?.[0] ?? null,
  after?.[1] ?? null,
  first + 1,
  query === undefined ? null : wordPatterns(query),
];

/**
 * The viewer's conversations, latest activity first, and one more than `first` if there is more. A query finds them by
 * title, topic, and the name of the other person, as users publishes it.
 */
export async function listConversations(
  sql: Sql,
  { user, tenant }: Viewer,
  { kinds, unreadOnly = false, ...page }: ConversationPage,
): Promise<ConversationRow[]> {
  return sql.query<ConversationRow>(LIST, [...pageOf(page), user, tenant, kinds ?? null, unreadOnly]);
}

const LIST = {
  name: 'conversations.list',
  text: `select ${COLUMNS}
    from log.present_member m
    join conversations.conversation c on c.id = m.stream and c.tenant = m.tenant
    join log.stream_head h on h.stream = m.stream
    left join conversations.read_state r on r.conversation = m.stream and r.person = m.person
    where m.person = $5 and m.tenant = $6
      and ($7::text[] is null or c.kind = any ($7))
      and ($4::text[] is null or c.search_text like all ($4) or exists (
        select from users.searchable_person p
        where p.id = case when c.direct_low = m.person then c.direct_high else c.direct_low end
          and p.search_name like all ($4)))
      and (not $8 or ${UNREAD} > 0)
      and ${PAGE}`,
};

/** Public channels of the viewer's tenant, joined or not, in the same order. A query finds them by title and topic. */
export async function listChannels(sql: Sql, { user, tenant }: Viewer, page: Page): Promise<ConversationRow[]> {
  return sql.query<ConversationRow>(
    `select ${COLUMNS}
     from log.stream_head h
     join conversations.conversation c on c.id = h.stream and c.tenant = h.tenant
     left join log.present_member m on m.stream = h.stream and m.person = $5
     left join conversations.read_state r on r.conversation = m.stream and r.person = m.person
     where h.public and h.tenant = $6 and (m.person is not null or not ${isGuest('$5')}) and ($4::text[] is null or c.search_text like all ($4))
       and ${PAGE}`,
    [...pageOf(page), user, tenant],
  );
}

/** The one DIRECT conversation of two people, if they have one. */
export async function findDirect(
  sql: Sql,
  { tenant, pair: [low, high] }: { tenant: TenantId; pair: readonly [UserId, UserId] },
): Promise<ConversationId | undefined> {
  const [row] = await sql.query<{ id: ConversationId }>(
    'select id from conversations.conversation where tenant = $1 and direct_low = $2 and direct_high = $3',
    [tenant, low, high],
  );
  return row?.id;
}
