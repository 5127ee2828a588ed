import type { ConversationId, MessageId } from '@parley/contracts/ids';
import type { MessageDocument } from '@parley/ports/search/search-index';
import type { Sql } from '@parley/runtime/database/sql';

interface MessageKey {
  conversation: ConversationId;
  id: MessageId;
}

/** What messages say at present, as the messages subgraph publishes it for the index. None for those that are gone. */
export async function readDocuments(sql: Sql, keys: readonly MessageKey[]): Promise<MessageDocument[]> {
  return sql.query<MessageDocument>(
    `select s.id, s.tenant, s.conversation, s.author, s.text, s.mentions, s.has_attachment as "hasAttachment",
            s.created_at as "createdAt", s.updated_seq as version
     from messages.searchable_message s
     where (s.conversation, s.id) in (select * from unnest($1::uuid[], $2::uuid[]))`,
    [keys.map(({ conversation }) => conversation), keys.map(({ id }) => id)],
  );
}
