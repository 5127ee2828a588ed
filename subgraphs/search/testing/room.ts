import { randomUUID } from 'node:crypto';
import type { NewEntry } from '@parley/contracts/events';
import type { ConversationId, MessageId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { append } from '@parley/log/append';
import { createStream, lockStreams } from '@parley/log/streams';
import type { Commits } from '@parley/log/commits';
import { addMembers, endMember } from '@parley/log/members';
import type { Database, Transaction } from '@parley/database/database';

interface Written {
  mentions?: readonly Viewer[];
  hasAttachment?: boolean;
  createdAt?: Date;
}

/** A conversation with messages in it, written as the conversations and messages subgraphs do. */
export async function createRoom(
  { database, commits }: { database: Database; commits: Commits },
  members: readonly Viewer[],
) {
  const conversation = randomUUID() as string as ConversationId;
  await createStream(database, { stream: conversation, tenant: members[0]!.tenant });
  await addMembers(database, { conversation, people: members.map(({ user }) => user), role: 'MEMBER' });

  /** Positions are known once appended: the row is written with its own. */
  const change = (
    entry: Pick<NewEntry, 'type' | 'payload'>,
    write: (tx: Transaction, seq: number) => Promise<unknown>,
  ) =>
    database.transaction(async (tx) => {
      await lockStreams(tx, [conversation]);
      const [placed] = await append(tx, { commits }, [{ ...entry, stream: conversation, actor: null } as NewEntry]);
      await write(tx, placed!.seq);
    });

  return {
    conversation,
    async send(
      author: Viewer,
      text: string,
      { mentions = [], hasAttachment = false, createdAt = new Date() }: Written = {},
    ) {
      const messageId = randomUUID() as string as MessageId;
      await change({ type: 'MessageCreated', payload: { messageId } }, (tx, seq) =>
        tx.query(
          `insert into messages.message (conversation, seq, id, tenant, author, client_message_id, fingerprint, text,
             mentions, attachments, ordinal, updated_seq, created_at)
           values ($1, $2, $3, $4, $5, gen_random_uuid(), '', $6, $7, $8, $2, $2, $9)`,
          [
            conversation,
            seq,
            messageId,
            author.tenant,
            author.user,
            text,
            mentions.map(({ user }) => user),
            hasAttachment ? [randomUUID()] : [],
            createdAt,
          ],
        ),
      );
      return messageId;
    },
    edit: (messageId: MessageId, text: string) =>
      change({ type: 'MessageEdited', payload: { messageId, revision: 2 } }, (tx, seq) =>
        tx.query('update messages.message set text = $2, updated_seq = $3 where id = $1', [messageId, text, seq]),
      ),
    delete: (messageId: MessageId) =>
      change({ type: 'MessageDeleted', payload: { messageId } }, (tx, seq) =>
        tx.query(`update messages.message set text = '', deleted_at = now(), updated_seq = $2 where id = $1`, [
          messageId,
          seq,
        ]),
      ),
    leave: ({ user }: Viewer) => endMember(database, { conversation, person: user }),
  };
}

export type Room = Awaited<ReturnType<typeof createRoom>>;
