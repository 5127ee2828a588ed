import { ENTRY_VERSION, type Entry } from '@parley/contracts/events';
import type { AttachmentId, ConversationId, MessageId, TenantId, UserId } from '@parley/contracts/ids';
import type { Committed, Commits } from '@parley/log/commits';
import { createLanes, type Lanes } from '@parley/log/lanes';
import type { Database } from '@parley/database/database';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { MessageRow } from './messages';

/** A send that is well-formed; whether it may be sent is decided when it is committed. */
export interface Send {
  conversation: ConversationId;
  id: MessageId;
  tenant: TenantId;
  author: UserId;
  clientMessageId: string;
  fingerprint: string;
  text: string;
  mentions: readonly UserId[];
  attachments: readonly AttachmentId[];
  replyTo: MessageId | null;
  thread: MessageId | null;
  /** W3C trace context of the sender. */
  trace?: string;
  correlationId: string;
}

export type Refusal = 'NO_MEMBER' | 'READ_ONLY' | 'NO_ATTACHMENT' | 'NO_REPLY_TO' | 'NO_THREAD';

export type SendOutcome =
  | { outcome: 'SENT'; message: MessageRow; head: { seq: number; epoch: string } }
  | { outcome: 'DUPLICATE'; id: MessageId }
  | { outcome: Refusal };

export type SendLanes = Lanes<Send, SendOutcome>;

interface Answer {
  n: number;
  outcome: SendOutcome['outcome'];
  id: MessageId;
  seq: number;
  at: Date;
  epoch: string;
}

const SEND = 'select n, outcome, id, seq, at, epoch from messages.send($1::json, $2)';

/** The lanes that all sends of this process go through; `batch` sends are committed at once at most. */
export function createSendLanes(
  database: Database,
  commits: Commits,
  { batch = 200, metrics }: SendLaneOptions = {},
): SendLanes {
  const commit = (sends: readonly Send[]) => commitSends(database, commits, sends);
  return createLanes({ name: 'sends', lanes: 4, batch, capacity: 10_000, commit, metrics });
}

interface SendLaneOptions {
  batch?: number;
  metrics?: Metrics;
}

async function commitSends(database: Database, commits: Commits, sends: readonly Send[]): Promise<SendOutcome[]> {
  const items = sends.map(({ clientMessageId, replyTo, correlationId, ...send }, n) => ({
    ...send,
    n,
    client_message_id: clientMessageId,
    reply_to: replyTo,
    correlation_id: correlationId,
  }));
  const answers = await database.prepared<Answer>('messages.send', SEND, [JSON.stringify(items), ENTRY_VERSION]);
  const committed: Committed[] = [];
  const outcomes = answers.map((answer): SendOutcome => {
    if (answer.outcome === 'DUPLICATE') return { outcome: 'DUPLICATE', id: answer.id };
    if (answer.outcome !== 'SENT') return { outcome: answer.outcome };
    const send = sends[answer.n]!;
    const message = sentMessage(send, answer);
    committed.push({ entry: sentEntry(send, answer), content: message });
    return { outcome: 'SENT', message, head: { seq: answer.seq, epoch: answer.epoch } };
  });
  commits.announce(committed);
  return outcomes;
}

const sentMessage = (send: Send, { seq, at }: Answer): MessageRow => ({
  id: send.id,
  conversationId: send.conversation,
  seq,
  authorId: send.author,
  text: send.text,
  mentionIds: send.mentions,
  attachmentIds: send.attachments,
  replyToId: send.replyTo,
  threadId: send.thread,
  replyCount: 0,
  revision: 1,
  updatedSeq: seq,
  pinned: false,
  createdAt: at,
  editedAt: null,
  deletedAt: null,
});

const sentEntry = (send: Send, { seq, at, epoch }: Answer): Entry => ({
  stream: send.conversation,
  tenant: send.tenant,
  epoch,
  seq,
  at,
  actor: send.author,
  version: ENTRY_VERSION,
  trace: send.trace ?? null,
  correlationId: send.correlationId,
  type: 'MessageCreated',
  payload: { messageId: send.id },
});
