import { randomUUID } from 'node:crypto';
import type { Entry } from '@parley/contracts/events';
import type { ConversationId, MessageId, TenantId, UserId } from '@parley/contracts/ids';
import type { Commits } from '@parley/log/commits';
import { addMembers } from '@parley/log/members';
import { createStream } from '@parley/log/streams';
import { createSendLanes } from '@parley/messages/store/send-batch';
import type { Database } from '@parley/database/database';

export interface Sender {
  readonly conversations: readonly ConversationId[];
  /** Sends a message to each conversation, and returns the entries once they are committed. One call at a time. */
  send(to: readonly ConversationId[]): Promise<Entry[]>;
}

/** A member of this many conversations, who sends through lanes as the messages subgraph does. */
export async function newSender(database: Database, commits: Commits, count: number): Promise<Sender> {
  const [tenant, author] = [randomUUID() as string as TenantId, randomUUID() as string as UserId];
  const conversations = Array.from({ length: count }, () => randomUUID() as string as ConversationId);
  for (const conversation of conversations) {
    await createStream(database, { stream: conversation, tenant });
    await addMembers(database, { conversation, people: [author], role: 'MEMBER' });
  }
  const lanes = createSendLanes(database, commits);
  return {
    conversations,
    async send(to) {
      const entries: Entry[] = [];
      const leave = commits.onCommit((committed) => entries.push(...committed.map(({ entry }) => entry)));
      await Promise.all(
        to.map((conversation) => lanes.submit(conversation, aMessage({ conversation, tenant, author }))),
      );
      leave();
      return entries;
    },
  };
}

const aMessage = (to: { conversation: ConversationId; tenant: TenantId; author: UserId }) => ({
  ...to,
  ...{ id: randomUUID() as string as MessageId, clientMessageId: randomUUID(), fingerprint: randomUUID() },
  ...{ text: 'a usual message', mentions: [], attachments: [], replyTo: null, thread: null },
  trace: `00-${randomUUID().replaceAll('-', '')}-b7ad6b7169203331-01`,
  correlationId: randomUUID(),
});
