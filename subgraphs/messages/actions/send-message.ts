import {
  forbidden,
  invalid,
  notFound,
  ParleyError,
  quotaExceeded,
  rateLimited,
  unavailable,
} from '@parley/contracts/errors';
import { parseId, type AttachmentId, type ConversationId, type MessageId, type TenantId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import { membershipRequired, readableConversations } from '@parley/log/members';
import { memberIsMuted } from '@parley/log/sanctions';
import { action } from '@parley/subgraph/action';
import { v7 as newId } from 'uuid';
import type { Context } from '../context';
import { fingerprint } from '../domain/fingerprint';
import { messageText, writtenText } from '../domain/text';
import { messagesToday } from '../store/quota';
import { fingerprintOf, messagesById, threadOf } from '../store/messages';
import type { Refusal, Send, SendOutcome } from '../store/send-batch';
import { rememberChanged, type Changed } from './change-message';
import { mentionedMembers } from './mentioned-members';

const MAX_ATTACHMENTS = 10;

export interface SendMessage {
  conversationId: string;
  clientMessageId: string;
  text: string;
  attachmentIds: readonly string[];
  replyToId?: string | null;
  threadId?: string | null;
}

export interface Sent extends Changed {
  duplicate: boolean;
}

/**
 * Sends a message once, however often it is called: the same `clientMessageId` gives the first message back.
 * Errors: NOT_FOUND to everybody who may not read the conversation, FORBIDDEN to a READER and to a viewer of a public
 * channel who is no member and to a muted member, RATE_LIMITED in slow mode, IDEMPOTENCY_CONFLICT for the same id with
 * another body, VALIDATION_FAILED, QUOTA_EXCEEDED where the tenant has sent its messages of the day, UNAVAILABLE (send it
 * again with the same id).
 */
export const sendMessage = action(
  'sendMessage',
  async (context: Context, input: SendMessage): Promise<Sent> => {
    const { send, outcome } = await submit(context, input);
    const sent = await outcome;
    if (sent.outcome === 'SENT') return { message: sent.message, position: sent.position, duplicate: false };
    if (sent.outcome === 'DUPLICATE') return { ...(await firstSent(context, send, sent.id)), duplicate: true };
    if (sent.outcome === 'SLOWED') throw slowed(sent.allowedAt);
    throw await refusalOf(context, send, sent.outcome);
  },
  {
    subject: ({ conversationId }, sent) => sent?.message.id ?? conversationId,
    remember: (context, sent) => rememberChanged(context, sent),
  },
);

/** Some sends need reads before they are well-formed. Later ones of the author do not overtake them. */
async function submit(context: Context, input: SendMessage): Promise<{ send: Send; outcome: Promise<SendOutcome> }> {
  const { user } = viewerOf(context.principal);
  const place = context.sendOrder.take(`${user} ${input.conversationId}`);
  try {
    const send = await wellFormed(context, input);
    await place.turn;
    return { send, outcome: context.lanes.submit(send.conversation, send) };
  } finally {
    place.leave();
  }
}

async function wellFormed(context: Context, input: SendMessage): Promise<Send> {
  const viewer = viewerOf(context.principal);
  const conversation = parseId<ConversationId>(input.conversationId);
  if (!conversation) throw notFound('Conversation');
  const clientMessageId = parseId(input.clientMessageId);
  if (!clientMessageId) throw invalid({ field: 'input.clientMessageId', problem: 'must be a UUID' });
  const attachments = attachmentIds(input.attachmentIds);
  const text = attachments.length > 0 ? messageText(input.text) : writtenText(input.text);
  const replyTo = messageId(input.replyToId, 'NO_REPLY_TO');
  const thread = await threadRoot(context, conversation, messageId(input.threadId, 'NO_THREAD'));
  return {
    conversation,
    id: newId() as MessageId,
    tenant: viewer.tenant,
    author: viewer.user,
    clientMessageId,
    fingerprint: fingerprint({ text, attachments, replyTo, thread }),
    text,
    mentions: await mentionedMembers(context.database, { conversation, text }),
    attachments,
    replyTo,
    thread,
    trace: context.request.traceparent,
    correlationId: context.request.correlationId,
  };
}

function attachmentIds(ids: readonly string[]): AttachmentId[] {
  if (ids.length > MAX_ATTACHMENTS)
    throw invalid({ field: 'input.attachmentIds', problem: `has more than ${MAX_ATTACHMENTS}` });
  const parsed = ids.map((id) => parseId<AttachmentId>(id));
  if (parsed.includes(undefined)) throw refused('NO_ATTACHMENT');
  return [...new Set(parsed as AttachmentId[])];
}

function messageId(id: string | null | undefined, refusal: 'NO_REPLY_TO' | 'NO_THREAD'): MessageId | null {
  if (id === null || id === undefined) return null;
  const parsed = parseId<MessageId>(id);
  if (!parsed) throw refused(refusal);
  return parsed;
}

/** The root of the thread that a message is in; a thread has no threads. */
async function threadRoot(
  { database }: Context,
  conversation: ConversationId,
  message: MessageId | null,
): Promise<MessageId | null> {
  if (!message) return null;
  return (await threadOf(database, conversation, message)) ?? message;
}

/** The message that this client message id gave before. */
async function firstSent(context: Context, send: Send, id: MessageId): Promise<Changed> {
  const { rows, positions } = await messagesById(context.database, send.tenant, [id]);
  const [message] = rows;
  // the first of two at once was refused, or its transaction is not through: nothing was sent under this id yet
  if (!message) throw unavailable('Send it again with the same clientMessageId');
  if ((await fingerprintOf(context.database, message)) !== send.fingerprint)
    throw new ParleyError('IDEMPOTENCY_CONFLICT', 'This clientMessageId was used for another message');
  return { message, position: positions.get(message.conversationId)! };
}

/** FORBIDDEN to a viewer who may read the conversation, NOT_FOUND to everybody else. */
async function noMember({ database, principal }: Context, conversation: ConversationId): Promise<ParleyError> {
  const readable = await readableConversations(database, principal, [conversation]);
  return readable.has(conversation) ? membershipRequired() : notFound('Conversation');
}

async function refusalOf(context: Context, send: Send, refusal: Refusal): Promise<ParleyError> {
  if (refusal === 'NO_MEMBER') return noMember(context, send.conversation);
  if (refusal === 'OVER_QUOTA') return overQuota(context, send.tenant);
  return refused(refusal);
}

async function overQuota({ database }: Context, tenant: TenantId): Promise<ParleyError> {
  const today = await messagesToday(database, tenant);
  // somebody has raised the limit since
  if (!today || today.used < today.limit) return unavailable('Send it again with the same clientMessageId');
  return quotaExceeded('This workspace has sent as many messages as it may today: send it again after midnight UTC', {
    quota: 'messagesPerDay',
    ...today,
  });
}

const slowed = (allowedAt: Date): ParleyError =>
  rateLimited('The conversation is in slow mode', Math.max(1, allowedAt.getTime() - Date.now()));

function refused(refusal: Exclude<Refusal, 'NO_MEMBER' | 'OVER_QUOTA'>): ParleyError {
  switch (refusal) {
    case 'READ_ONLY':
      return forbidden('A reader may not send');
    case 'MUTED':
      return memberIsMuted();
    case 'NO_ATTACHMENT':
      return notFound('Attachment');
    case 'NO_REPLY_TO':
    case 'NO_THREAD':
      return notFound('Message');
  }
}
