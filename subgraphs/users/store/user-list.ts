import type { UserId } from '@parley/contracts/ids';
import { parseId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { maySee } from '@parley/log/members';
import { connection, decodeCursor, encodeCursor, type Connection } from '@parley/subgraph/connection';
import type { Sql } from '@parley/database/sql';
import { z } from 'zod';
import { searchName } from '@parley/subgraph/search-name';
import { USER_COLUMNS, type UserRow } from './accounts';

interface ListRow extends UserRow {
  /** Names that begin with the search text come first. */
  rank: number;
  searchName: string;
}

const CURSOR = z.tuple([
  z.int().min(0).max(1),
  z.string().refine((text) => text.isWellFormed() && !text.includes('\0')),
  z.guid(),
]);

const LIST = `
  select * from (
    select ${USER_COLUMNS}, a.search_name as "searchName", (not starts_with(a.search_name, $2))::int as rank
    from users.searchable_person found join users.account a on a.id = found.id
    where found.tenant = $1 and found.search_name like $3
      and ${maySee('$8', 'found.id')}
  ) found
  where $4::int is null or (rank, "searchName", id) > ($4, $5 collate "C", $6::uuid)
  order by rank, "searchName", id
  limit $7`;

/** People of the viewer's tenant by name, or those whose name has `query` in it. Errors: VALIDATION_FAILED for a foreign cursor. */
export async function listUsers(
  sql: Sql,
  { tenant, user }: Viewer,
  { query, first, after }: { query: string; first: number; after?: string },
): Promise<Connection<UserRow>> {
  const name = searchName(query);
  const [rank, lastName, lastId] = after === undefined ? [] : decodeCursor(after, CURSOR);
  const rows = await sql.query<ListRow>(LIST, [
    tenant,
    name,
    `%${escapeLike(name)}%`,
    rank ?? null,
    lastName ?? null,
    lastId === undefined ? null : parseId<UserId>(lastId),
    first + 1,
    user,
  ]);
  return connection(rows, {
    first,
    after: after !== undefined,
    cursor: (row) => encodeCursor([row.rank, row.searchName, row.id]),
    node: (row) => row,
  });
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
