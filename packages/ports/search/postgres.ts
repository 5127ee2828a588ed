import type { ConversationId, MessageId } from '@parley/contracts/ids';
import type { Databases } from '@parley/database/database';
import { highlight, matchesOf } from './highlight';
import { latest } from './latest';
import { forget, kept, keptPages, rebuildInPlace } from './postgres-upkeep';
import { DECAY } from './recency';
import type { MessageDocument, MessageQuery, SearchIndex, SearchUpkeep } from './search-index';
import { phrasesOf, type Phrase, type Phrases } from './phrases';
import { tokenize } from './terms';
import { quote, tsvector } from './tsvector';

const PUT = `
  insert into search.message
    (tenant, conversation, id, version, author, text, terms, mentions, has_attachment, language, created_at)
  select tenant, conversation, id, version, author, text, terms, mentions, has_attachment, language, created_at
  from jsonb_to_recordset($1::jsonb) as document(
    tenant uuid, conversation uuid, id uuid, version bigint, author uuid, text text, terms tsvector,
    mentions uuid[], has_attachment boolean, language text, created_at timestamptz)
  order by conversation, id
  on conflict (conversation, id) do update set
    version = excluded.version, author = excluded.author, text = excluded.text, terms = excluded.terms,
    mentions = excluded.mentions, has_attachment = excluded.has_attachment, language = excluded.language,
    created_at = excluded.created_at
  where search.message.version <= excluded.version`;

const SEARCH = `
  with matching as (
    select id, conversation, text,
           ln(greatest(ts_rank(terms, $3::tsquery, 1), 1e-9)::float8) + extract(epoch from created_at)::float8 / ${DECAY} as score
    from search.findable_message
    where tenant = $1 and conversation = any ($2::uuid[]) and terms @@ $3::tsquery
      and ($4::uuid[] is null or author = any ($4))
      and ($5::timestamptz is null or created_at >= $5)
      and ($6::timestamptz is null or created_at <= $6)
      and ($7::boolean is null or has_attachment = $7)
      and ($8::uuid is null or mentions @> array[$8::uuid])
      and ($9::text is null or language = $9)
  )
  select all_of_them.total, page.*
  from (select count(*) as total from matching) all_of_them
  left join (
    select * from matching
    where $10::float8 is null or (score, id) < ($10, $11::uuid)
    order by score desc, id desc limit $12
  ) page on true
  order by score desc, id desc`;

interface Found {
  total: number;
  /** Null in the one row of an empty page. */
  id: MessageId | null;
  conversation: ConversationId;
  text: string;
  score: number;
}

/** The search index on PostgreSQL's full text: terms are made here, and PostgreSQL keeps, finds and ranks them. */
export function postgresSearchIndex({ database: databases }: { database: Databases }): SearchIndex & SearchUpkeep {
  const database = databases.system;
  const index: SearchIndex & SearchUpkeep = {
    async put(documents) {
      if (documents.length === 0) return;
      await database.query(PUT, [JSON.stringify(latest(documents).map(rowOf))]);
    },
    async search(query) {
      const phrases = phrasesOf(query.text);
      if (phrases.wanted.length === 0 || query.conversations.length === 0) return { total: 0, hits: [] };
      const found = await databases.of(query.tenant).query<Found>(SEARCH, parametersOf(query, phrases));
      const highlights = (text: string) => {
        const tokens = tokenize(text);
        return highlight(text, tokens, matchesOf(tokens, phrases.wanted));
      };
      const hits = found.flatMap(({ id, conversation, text, score }) =>
        id === null ? [] : [{ id, conversation, score, highlights: highlights(text) }],
      );
      return { total: found[0]?.total ?? 0, hits };
    },
    // with the database's schema
    isMade: async () => true,
    kept: (keys) => kept(database, keys),
    keptPages: () => keptPages(database),
    rebuild: (state) => rebuildInPlace(index, { database, state }),
    forget: (tenant) => forget(database, tenant),
    // it leaves nothing
    tidy: async () => undefined,
  };
  return index;
}

const parametersOf = (query: MessageQuery, phrases: Phrases): unknown[] => [
  query.tenant,
  query.conversations,
  tsquery(phrases),
  query.authors ?? null,
  query.from ?? null,
  query.to ?? null,
  query.hasAttachment ?? null,
  query.mentions ?? null,
  query.language ?? null,
  query.after?.score ?? null,
  query.after?.id ?? null,
  query.first,
];

/** In NFC, as terms are made of it and as highlights are cut from it. */
function rowOf({ text, hasAttachment, createdAt, ...document }: MessageDocument): object {
  const normal = text.normalize('NFC');
  return {
    ...document,
    text: normal,
    terms: tsvector(tokenize(normal)),
    has_attachment: hasAttachment,
    created_at: createdAt,
  };
}

const tsquery = ({ wanted, unwanted }: Phrases): string =>
  [...wanted.map(operandOf), ...unwanted.map((phrase) => `!${operandOf(phrase)}`)].join(' & ');

function operandOf({ terms, prefix }: Phrase): string {
  const last = terms.length - 1;
  return `(${terms.map((term, n) => quote(term) + (prefix && n === last ? ':*' : '')).join(' <-> ')})`;
}
