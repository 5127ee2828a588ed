import type { MessageDocument, MessageKey, MessageState } from '@parley/ports/search/search-index';
import type { Sql } from '@parley/runtime/database/sql';
import { languageOf } from '../domain/language';

const DOCUMENT = `s.id, s.tenant, s.conversation, s.author, s.text, s.mentions, s.has_attachment as "hasAttachment",
  s.created_at as "createdAt", s.updated_seq as version`;

const NEXT = `select ${DOCUMENT} from messages.searchable_message s
  where $1::uuid is null or (s.conversation, s.id) > ($1, $2::uuid)
  order by s.conversation, s.id limit $3`;

const PAGE = 500;

/** What the index is made of, by conversation and message. */
export const messageState = (sql: Sql): MessageState => ({
  read: (keys) => readDocuments(sql, keys),
  async *pages() {
    for (let last: MessageKey | undefined; ;) {
      const page = await sql.query<MessageDocument>(NEXT, [last?.conversation ?? null, last?.id ?? null, PAGE]);
      if (page.length === 0) return;
      yield await Promise.all(page.map(withLanguage));
      last = page.at(-1);
    }
  },
});

/** What messages say at present, as the messages subgraph publishes it for the index. None for those that are gone. */
export async function readDocuments(sql: Sql, keys: readonly MessageKey[]): Promise<MessageDocument[]> {
  const found = await sql.query<MessageDocument>(
    `select ${DOCUMENT} from messages.searchable_message s
     where (s.conversation, s.id) in (select * from unnest($1::uuid[], $2::uuid[]))`,
    [keys.map(({ conversation }) => conversation), keys.map(({ id }) => id)],
  );
  return Promise.all(found.map(withLanguage));
}

async function withLanguage(document: MessageDocument): Promise<MessageDocument> {
  const language = await languageOf(document.text);
  return language === undefined ? document : { ...document, language };
}
