import { versionOf, type Entry } from '@parley/contracts/events';
import type { AttachmentId, ConversationId, MessageId, TenantId, UserId } from '@parley/contracts/ids';
import { positionOf, type Position } from '@parley/contracts/position';
import type { Committed, Commits } from '@parley/log/commits';
import { createLanes, HELD, type Lanes } from '@parley/log/lanes';
import type { Databases } from '@parley/database/database';
import { isLockTimeout } from '@parley/database/unreachable';
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

export type Refusal =
  'NO_MEMBER' | 'READ_ONLY' | 'MUTED' | 'NO_ATTACHMENT' | 'NO_REPLY_TO' | 'NO_THREAD' | 'OVER_QUOTA';

export type SendOutcome =
  | { outcome: 'SENT'; message: MessageRow; position: Position }
  | { outcome: 'DUPLICATE'; id: MessageId }
  /** Slow mode: not before `allowedAt`. */
  | { outcome: 'SLOWED'; allowedAt: Date }
  | { outcome: Refusal };

export type SendLanes = Lanes<Send, SendOutcome>;

interface SendRow {
  n: number;
  outcome: SendOutcome['outcome'] | 'HELD';
  id: MessageId;
  seq: number;
  at: Date;
  epoch: string;
}

const SEND = {
  name: 'messages.send',
  text: 'select n, outcome, id, seq, at, epoch from messages.send($1::json, $2, $3)',
};

/** Connections that may wait for heads of conversations that others hold. */
const HELD_AT_ONCE = 4;

/** The lanes that all sends of this process go through; `batch` sends are committed at once at most. */
export function createSendLanes(
  database: Databases,
  commits: Commits,
  { batch = 200, metrics }: SendLaneOptions = {},
): SendLanes {
  return createLanes({
    name: 'sends',
    lanes: 4,
    batch,
    capacity: 10_000,
    heldAtOnce: HELD_AT_ONCE,
    async commit(sends: readonly Send[], { wait }) {
      try {
        return await commitSends({ database, commits }, sends, wait);
      } catch (error) {
        // somebody holds a row other than a head, as that of an attachment: each conversation waits for itself
        if (!wait && isLockTimeout(error)) return sends.map(() => HELD);
        throw error;
      }
    },
    metrics,
  });
}

interface SendLaneOptions {
  batch?: number;
  metrics?: Metrics;
}

async function commitSends(
  { database, commits }: { database: Databases; commits: Commits },
  sends: readonly Send[],
  wait: boolean,
): Promise<(SendOutcome | typeof HELD)[]> {
  const items = sends.map(({ clientMessageId, replyTo, correlationId, ...send }, n) => ({
    ...send,
    n,
    client_message_id: clientMessageId,
    reply_to: replyTo,
    correlation_id: correlationId,
  }));
  const tenants = sends.map(({ tenant }) => tenant);
  const results = await database
    .of(...tenants)
    .query<SendRow>(SEND, [JSON.stringify(items), versionOf('MessageCreated'), wait]);
  const committed: Committed[] = [];
  const outcomes: (SendOutcome | typeof HELD)[] = [];
  for (const result of results) outcomes[result.n] = outcomeOf(result);
  commits.announce(committed);
  return outcomes;

  function outcomeOf(result: SendRow): SendOutcome | typeof HELD {
    if (result.outcome === 'HELD') return HELD;
    if (result.outcome === 'DUPLICATE') return { outcome: 'DUPLICATE', id: result.id };
    if (result.outcome === 'SLOWED') return { outcome: 'SLOWED', allowedAt: result.at };
    if (result.outcome !== 'SENT') return { outcome: result.outcome };
    const send = sends[result.n]!;
    const message = sentMessage(send, result);
    committed.push({ entry: sentEntry(send, result), content: message });
    return { outcome: 'SENT', message, position: positionOf(result) };
  }
}

const sentMessage = (send: Send, { seq, at }: SendRow): MessageRow => ({
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

const sentEntry = (send: Send, { seq, at, epoch }: SendRow): Entry => ({
  stream: send.conversation,
  tenant: send.tenant,
  epoch,
  seq,
  at,
  actor: send.author,
  version: versionOf('MessageCreated'),
  trace: send.trace ?? null,
  correlationId: send.correlationId,
  type: 'MessageCreated',
  payload: { messageId: send.id },
});
