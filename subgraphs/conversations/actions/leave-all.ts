import type { ConversationId, UserId } from '@parley/contracts/ids';
import { append } from '@parley/log/append';
import type { Commits } from '@parley/log/commits';
import { endMember, memberRoles, setRole } from '@parley/log/members';
import { lockedTransaction } from '@parley/log/streams';
import type { Database, Transaction } from '@parley/database/database';
import { conversationsOf, heirOf } from '../store/members';
import { forgetReading } from '../store/read-states';
import { appendLeft } from './append-left';
import { lockedConversation } from './locked-conversation';

interface Log {
  database: Database;
  commits: Commits;
}

/**
 * Takes a person out of every conversation, also out of a DIRECT. Where they were the only OWNER, whoever moderates, or
 * was there first, is OWNER from then on. Returns out of how many.
 */
export async function leaveAll({ database, commits }: Log, person: UserId): Promise<number> {
  const joined = await conversationsOf(database, person);
  for (const conversation of joined)
    await lockedTransaction(database, [conversation, person], async (tx) => {
      const role = (await memberRoles(tx, conversation, [person])).get(person);
      if (!role) return;
      if (role === 'OWNER') await handOver(tx, commits, { conversation, person });
      await endMember(tx, { conversation, person });
      (await lockedConversation(tx, conversation)).memberCount -= 1;
      await appendLeft(tx, { commits }, { conversation, person, actor: null });
    });
  await forgetReading(database, person);
  return joined.length;
}

async function handOver(
  tx: Transaction,
  commits: Commits,
  { conversation, person }: { conversation: ConversationId; person: UserId },
): Promise<void> {
  const heir = await heirOf(tx, conversation, person);
  if (!heir) return;
  await setRole(tx, { conversation, person: heir, role: 'OWNER' });
  await append(tx, { commits }, [
    { stream: conversation, type: 'MemberRoleChanged', actor: null, payload: { userId: heir } },
  ]);
}
