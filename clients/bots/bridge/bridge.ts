import { z } from 'zod';
import type { MakeBot } from '../bot.js';
import { messageIdOf } from '../runtime/message-id.js';
import { parseEnvironment, SettingsError } from '../settings.js';
import { createBucket } from './bucket.js';
import { createListener } from './listener.js';
import { Refusal } from './refusal.js';
import { textOf } from './text-of.js';
import { keyOf, verify, type Delivery } from './verify.js';

export const BRIDGE_SETTINGS = z.object({
  BRIDGE_SECRET: z.string().describe('secret that webhooks are signed with: whsec_ and base64, of at least 24 bytes'),
  BRIDGE_CONVERSATION: z.uuid().describe('id of the conversation to post to'),
  BRIDGE_HOST: z.string().default('127.0.0.1').describe('address to listen on'),
  BRIDGE_PORT: z.coerce.number().int().min(0).max(65_535).default(4_100).describe('port to listen on'),
  BRIDGE_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .max(6_000)
    .default(60)
    .describe('maximum number of posts per minute'),
});

/** Time limit of a response to a webhook. */
const ACKNOWLEDGED_WITHIN_MS = 10_000;

/** Posts signed webhooks to a conversation, each once, however often it is delivered. */
export const bridge: MakeBot = ({ say, isMemberOf, environment, logger }) => {
  const settings = parseEnvironment(BRIDGE_SETTINGS, environment);
  const key = keyOf(settings.BRIDGE_SECRET);
  if (!key) throw new SettingsError('BRIDGE_SECRET: must be base64 of at least 24 bytes, after whsec_');
  const conversationId = settings.BRIDGE_CONVERSATION;
  const bucket = createBucket(settings.BRIDGE_PER_MINUTE);

  async function take(delivery: Delivery): Promise<void> {
    requireGood(delivery, key!);
    const text = textOf(delivery.body);
    if (text === undefined) throw new Refusal('VALIDATION_FAILED', 'The body is JSON with a text, or a type and data');
    const retryAfterMs = bucket.take();
    if (retryAfterMs > 0) throw new Refusal('RATE_LIMITED', 'Too many webhooks; deliver it later', { retryAfterMs });
    const clientMessageId = messageIdOf('bridge', conversationId, delivery.id!);
    await say({ clientMessageId, conversationId, text }, AbortSignal.timeout(ACKNOWLEDGED_WITHIN_MS));
  }

  const listener = createListener({ host: settings.BRIDGE_HOST, port: settings.BRIDGE_PORT, logger, take });
  async function start(): Promise<void> {
    if (!(await isMemberOf(conversationId)))
      throw new SettingsError(`BRIDGE_CONVERSATION: the bot is no member of a conversation ${conversationId}`);
    await listener.start();
  }

  return { service: { ...listener, start } };
};

function requireGood(delivery: Delivery, key: Buffer): void {
  const verdict = verify(delivery, key, Date.now());
  switch (verdict) {
    case 'good':
      return;
    case 'incomplete':
      throw new Refusal('UNAUTHENTICATED', 'webhook-id, webhook-timestamp and webhook-signature are required');
    case 'old':
      throw new Refusal('UNAUTHENTICATED', 'The timestamp is more than five minutes away from now');
    case 'forged':
      throw new Refusal('UNAUTHENTICATED', 'The signature is not that of the body');
  }
}
