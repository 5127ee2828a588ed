import { ParleyError, type Message } from '@parley/client';
import type { Logger } from 'pino';
import type { Bot, BotCommand } from '../bot.js';
import { parseCommand } from './command.js';
import { messageIdOf } from './message-id.js';
import type { Say } from './say.js';

interface Parts {
  /** Name of the bot: two bots with one account both respond. */
  readonly name: string;
  readonly commands: NonNullable<Bot['commands']>;
  readonly say: Say;
  readonly logger: Logger;
}

/** Handles a message. Errors: retryable ones, so that the message is handled again. */
export type Respond = (conversationId: string, message: Message) => Promise<void>;

/** Responds to each command of this bot, once. It ignores bots, because they might respond in turn. */
export function createResponder({ name, commands, say, logger }: Parts): Respond {
  const known: Parts['commands'] = { help: help(commands), ...commands };

  async function run(conversationId: string, message: Message): Promise<void> {
    const { id, text, author, thread, deletedAt } = message;
    const command = parseCommand(text);
    if (!command || !Object.hasOwn(known, command.name) || !author || author.bot || deletedAt !== null) return;
    const response = await known[command.name]!.run({ rest: command.rest, message, conversationId, userId: author.id });
    if (!response) return;
    const clientMessageId = messageIdOf(name, conversationId, id);
    await say({ clientMessageId, conversationId, text: response, replyToId: id, threadId: thread?.id });
  }

  return async (conversationId, message) => {
    try {
      await run(conversationId, message);
    } catch (error) {
      if (mayPass(error)) throw error;
      // it responded before a crash, with another text
      if (error instanceof ParleyError && error.code === 'IDEMPOTENCY_CONFLICT') return;
      logger.warn({ conversationId, messageId: message.id, err: error }, 'A command stays unanswered');
    }
  };
}

/** Whether the error is unrelated to the message. */
const mayPass = (error: unknown): boolean =>
  error instanceof ParleyError &&
  (error.retryable || ['UNAUTHENTICATED', 'CANCELLED', 'INTERNAL'].includes(error.code));

const help = (commands: Parts['commands']): BotCommand => ({
  usage: '!help',
  about: 'says what there is',
  run: () =>
    Object.values(commands)
      .map(({ usage, about }) => `- \`${usage}\` ${about}`)
      .join('\n'),
});
