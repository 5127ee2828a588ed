import type { Message } from '@parley/client';
import type { Logger } from 'pino';
import type { Say } from './runtime/say.js';
import type { OwnState } from './state/bot-state.js';

/** Runs until it is stopped; `stop` finishes the work in progress. */
export interface Service {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A command message: `!remind me in 10m to stretch` has the rest `me in 10m to stretch`. */
export interface CommandRequest {
  readonly rest: string;
  readonly message: Message;
  readonly conversationId: string;
  /** The author. */
  readonly userId: string;
}

export interface BotCommand {
  /** Its syntax, such as `!echo WORDS`. */
  readonly usage: string;
  readonly about: string;
  /**
   * The response as Markdown, or undefined for none. After a crash it may be called again for the same message; only the
   * first response counts, even if the second one differs.
   */
  readonly run: (request: CommandRequest) => string | undefined | Promise<string | undefined>;
}

export interface Bot {
  /** By the word after the `!`, in lower case. `!help` lists them. Without commands, the bot reads no conversations. */
  readonly commands?: Readonly<Record<string, BotCommand>>;
  /** Work that the bot does on its own. */
  readonly service?: Service;
}

/** The parts that a bot can use. */
export interface BotParts {
  readonly say: Say;
  /** Whether the bot may post to a conversation; resolves once the service responds. Call it after `start`. */
  isMemberOf(conversationId: string): Promise<boolean>;
  readonly people: {
    /** An IANA time zone. Errors: ParleyError. */
    timeZoneOf(userId: string): Promise<string>;
  };
  /** The bot's own stored state; `save` stores all changes together. */
  readonly own: OwnState;
  readonly environment: NodeJS.ProcessEnv;
  readonly logger: Logger;
}

/** Errors: SettingsError if the environment lacks a setting. */
export type MakeBot = (parts: BotParts) => Bot;
