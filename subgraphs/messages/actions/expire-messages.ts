import type { NewEntry } from '@parley/contracts/events';
import type { ConversationId, TenantId } from '@parley/contracts/ids';
import { append } from '@parley/log/append';
import type { Commits } from '@parley/log/commits';
import { lockStreams } from '@parley/log/streams';
import type { Database } from '@parley/database/database';
import { MessageEntity } from '../store/entities';
import { expiringConversations, setExpired } from '../store/expired';
import { takeBack } from './take-back';

interface Log {
  database: Database;
  commits: Commits;
}

interface Expiry {
  tenant: TenantId;
  before: Date;
  isStopping(): boolean;
}

/** Messages of one transaction, for which others wait who write in the conversation. */
const BATCH = 100;
const CONVERSATIONS = 100;

/** Deletes what was sent in a tenant before a time, a batch at a time: each is told in its conversation's log. Returns how many. */
export async function expireMessages(log: Log, { tenant, before, isStopping }: Expiry): Promise<number> {
  let expired = 0;
  for (;;) {
    const some = await expiringConversations(log.database, { tenant, before, limit: CONVERSATIONS });
    if (some.length === 0) return expired;
    for (const { conversation, seq } of some) {
      if (isStopping()) return expired;
      expired += await expireSome(log, { conversation, after: seq, before });
    }
  }
}

interface Some {
  conversation: ConversationId;
  /** Up to this position nothing is left. */
  after: number;
  before: Date;
}

const expireSome = ({ database, commits }: Log, { conversation, after, before }: Some): Promise<number> =>
  database.transaction(async (tx) => {
    await lockStreams(tx, [conversation]);
    const found = await tx.em.find(
      MessageEntity,
      { conversation, seq: { $gt: after }, createdAt: { $lt: before } },
      { orderBy: { seq: 'asc' }, limit: BATCH },
    );
    const left = found.filter(({ deletedAt }) => !deletedAt);
    const entries: NewEntry[] = [];
    for (const message of left) entries.push(await takeBack(tx, message, null));
    const placed = await append(tx, { commits }, entries);
    for (const [n, message] of left.entries())
      Object.assign(message, { updatedSeq: placed[n]!.seq, deletedAt: placed[n]!.at });
    const last = found.at(-1);
    if (last) await setExpired(tx, conversation, last.seq);
    return left.length;
  });
