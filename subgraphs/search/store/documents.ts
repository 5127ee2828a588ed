import type { MessageDocument, MessageKey, MessageState } from '@parley/ports/search/search-index';
import type { Sql } from '@parley/database/sql';
import type { UserId } from '@parley/contracts/ids';
import { plainText } from '@parley/text/plain-text';
import { languageOf } from '../domain/language';

const DOCUMENT = `s.id, s.tenant, s.conversation, s.author, s.text, s.mentions, s.has_attachment as "hasAttachment",
  s.created_at as "createdAt", s.updated_seq as version,
  (select json_object_agg(n.id, n.name) from users.shown_name n where n.id = any (s.mentions)) as names`;

interface Row extends MessageDocument {
  /** Of those whom it mentions, as they are called now. */
  names: Readonly<Record<string, string>> | null;
}

const NEXT = `select ${DOCUMENT} from messages.searchable_message s
  where $1::uuid is null or (s.conversation, s.id) > ($1, $2::uuid)
  order by s.conversation, s.id limit $3`;

const MENTIONING = `select ${DOCUMENT} from messages.searchable_message s
  where s.mentions <> '{}' and s.mentions @> array[$4::uuid] and ($1::uuid is null or (s.conversation, s.id) > ($1, $2::uuid))
  order by s.conversation, s.id limit $3`;

const PAGE = 500;

/** The documents of the index, by conversation and message. */
export const messageState = (sql: Sql): MessageState => ({
  read: (keys) => readDocuments(sql, keys),
  pages: () => pagesOf(sql, NEXT),
});

/** Messages that mention somebody, as people read them now. */
export const mentioning = (sql: Sql, person: UserId): AsyncIterable<MessageDocument[]> =>
  pagesOf(sql, MENTIONING, [person]);

async function* pagesOf(
  sql: Sql,
  statement: string,
  parameters: readonly unknown[] = [],
): AsyncIterable<MessageDocument[]> {
  for (let last: MessageKey | undefined; ;) {
    const page = await sql.query<Row>(statement, [last?.conversation ?? null, last?.id ?? null, PAGE, ...parameters]);
    if (page.length === 0) return;
    yield await Promise.all(page.map(documentOf));
    last = page.at(-1);
  }
}

/** The present texts of messages, as the messages subgraph publishes them for the index. Deleted ones have none. */
export async function readDocuments(sql: Sql, keys: readonly MessageKey[]): Promise<MessageDocument[]> {
  const found = await sql.query<Row>(
    `select ${DOCUMENT} from messages.searchable_message s
     where (s.conversation, s.id) in (select * from unnest($1::uuid[], $2::uuid[]))`,
    [keys.map(({ conversation }) => conversation), keys.map(({ id }) => id)],
  );
  return Promise.all(found.map(documentOf));
}

/** Code and links say nothing of the language, which is why that is found in the text as it was written. */
async function documentOf({ names, text, ...document }: Row): Promise<MessageDocument> {
  const language = await languageOf(text);
  const read = { ...document, text: plainText(text, (person) => names?.[person]) };
  return language === undefined ? read : { ...read, language };
}
