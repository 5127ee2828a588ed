import type { TenantId } from '@parley/contracts/ids';
import type { Database } from '@parley/database/database';
import { compareIndex, type Difference } from './compare';
import { differs } from './differs';
import type { KeptDocument, MessageKey, MessageState, SearchIndex, SearchUpkeep } from './search-index';
import { tokenize } from './terms';
import { tsvector } from './tsvector';

/** Milliseconds: what is put is there when it is put, so that nothing has to be waited for but what is under way. */
const SETTLE_MS = 500;
const PAGE = 500;

const COLUMNS = `tenant, conversation, id, version, author, text, mentions, has_attachment as "hasAttachment", language,
  created_at as "createdAt"`;

const KEPT = `select ${COLUMNS} from search.message
  where (conversation, id) in (select * from unnest($1::uuid[], $2::uuid[]))`;

const NEXT = `select ${COLUMNS} from search.message
  where $1::uuid is null or (conversation, id) > ($1, $2::uuid) order by conversation, id limit $3`;

/** Those that are not found by these terms, and by nothing else. */
const UNSOUND = `select m.id from unnest($1::uuid[], $2::uuid[], $3::text[]) as should(conversation, id, terms)
  join search.message m on m.conversation = should.conversation and m.id = should.id
  where m.terms <> should.terms::tsvector`;

/** Only where nobody has brought another version meanwhile. */
const REMOVE = `delete from search.message m using unnest($1::uuid[], $2::uuid[], $3::bigint[]) as seen(conversation, id, version)
  where m.conversation = seen.conversation and m.id = seen.id and m.version = seen.version`;

const FORGET = `delete from search.message where (conversation, id) in (
    select conversation, id from search.message where tenant = $1 limit $2)
  returning 1`;

export async function forget(database: Database, tenant: TenantId): Promise<number> {
  let forgotten = 0;
  for (let more = PAGE; more === PAGE; forgotten += more) more = (await database.query(FORGET, [tenant, PAGE])).length;
  return forgotten;
}

type Row = Omit<KeptDocument, 'sound'>;

export async function kept(database: Database, keys: readonly MessageKey[]): Promise<KeptDocument[]> {
  return judged(database, await database.query<Row>(KEPT, columnsOf(keys)));
}

export async function* keptPages(database: Database): AsyncIterable<KeptDocument[]> {
  for (let last: MessageKey | undefined; ;) {
    const page = await database.query<Row>(NEXT, [last?.conversation ?? null, last?.id ?? null, PAGE]);
    if (page.length === 0) return;
    yield await judged(database, page);
    last = page.at(-1);
  }
}

async function judged(database: Database, rows: Row[]): Promise<KeptDocument[]> {
  const terms = rows.map(({ text }) => tsvector(tokenize(text)));
  const unsound = await database.query<{ id: string }>(UNSOUND, [...columnsOf(rows), terms]);
  const ids = new Set(unsound.map(({ id }) => id));
  return rows.map(({ language, ...row }) => ({ ...row, ...(language ? { language } : {}), sound: !ids.has(row.id) }));
}

/**
 * Brings everything in again, and then removes what that could not change: it is where it is, so that each search sees a
 * message as it was or as it should be.
 */
export async function rebuildInPlace(
  index: SearchIndex & SearchUpkeep,
  { database, state }: { database: Database; state: MessageState },
): Promise<void> {
  for await (const page of state.pages()) await index.put(page);
  const differences = await compareIndex(index, state, { settleMs: SETTLE_MS });
  if (differences.length === 0) return;
  const keys = differences.map(({ key }) => key);
  const faults = new Map(differences.map(({ key, fault }) => [key.id, fault]));
  const wrong = (await index.kept(keys)).filter(({ id }) => isWrong(faults.get(id)));
  await database.query(REMOVE, [...columnsOf(wrong), wrong.map(({ version }) => version)]);
  await index.put(await state.read(keys));
  const left = (await compareIndex(index, state, { settleMs: SETTLE_MS })).filter(
    ({ key, fault }) => isWrong(fault) && faults.has(key.id),
  );
  if (left.length > 0) throw differs(left);
}

/** Missing and outdated documents are written and not removed. The indexer may also be behind, so they are no fault yet. */
const isWrong = (fault: Difference['fault'] | undefined): boolean => fault !== 'missing' && fault !== 'outdated';

const columnsOf = (keys: readonly MessageKey[]): unknown[] => [
  keys.map(({ conversation }) => conversation),
  keys.map(({ id }) => id),
];
