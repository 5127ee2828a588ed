import { randomUUID } from 'node:crypto';
import type { Entry } from '@parley/contracts/events';
import type { ConversationId, MessageId, TenantId } from '@parley/contracts/ids';
import { append } from '@parley/log/append';
import type { Commits } from '@parley/log/commits';
import { createStream } from '@parley/log/streams';
import type { Database } from '@parley/runtime/database/database';

/** Conversations without anything in them. */
export async function newConversations(database: Database, count: number): Promise<ConversationId[]> {
  const tenant = randomUUID() as string as TenantId;
  const conversations = Array.from({ length: count }, () => randomUUID() as string as ConversationId);
  for (const stream of conversations) await createStream(database, { stream, tenant });
  return conversations;
}

/** Appends an entry to each of these, in one transaction, as the lane of sends does. */
export function appendTo(
  database: Database,
  commits: Commits,
  conversations: readonly ConversationId[],
): Promise<Entry[]> {
  const trace = `00-${randomUUID().replaceAll('-', '')}-b7ad6b7169203331-01`;
  const entries = conversations.map(
    (stream) =>
      ({
        stream,
        type: 'MessageCreated',
        actor: null,
        payload: { messageId: randomUUID() as string as MessageId },
      }) as const,
  );
  return database.transaction((tx) => append(tx, { commits, request: { traceparent: trace } }, entries));
}
