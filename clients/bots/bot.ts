import type { Message } from '@parley/client';
import type { Logger } from 'pino';
import type { Say } from './runtime/say.js';
import type { OwnState } from './state/bot-state.js';

/** Something that runs until it is stopped; stopping finishes what is under way. */
export interface Service {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A message that is a command: `!remind me in 10m to stretch` has the rest `me in 10m to stretch`. */
export interface Asked {
  readonly rest: string;
  readonly message: Message;
  readonly conversationId: string;
  /** Who asks. */
  readonly userId: string;
}

export interface BotCommand {
  /** How it is written, as `!echo WORDS`. */
  readonly usage: string;
  readonly about: string;
  /**
   * What to answer, as Markdown; nothing where there is no answer. Called again for the same message after a crash: then
   * only the first answer counts, whatever the second one is.
   */
  readonly run: (asked: Asked) => string | undefined | Promise<string | undefined>;
}

export interface Bot {
  /** By the word after the `!`, in lower case. `!help` lists them. Without any, no conversation is followed. */
  readonly commands?: Readonly<Record<string, BotCommand>>;
  /** What it does by itself. */
  readonly service?: Service;
}

/** What a bot is made of. */
export interface BotParts {
  readonly say: Say;
  /** Whether the bot may post into a conversation; resolves once the service answers. Call it after `start`. */
  isMemberOf(conversationId: string): Promise<boolean>;
  readonly people: {
    /** An IANA time zone. Errors: ParleyError. */
    timeZoneOf(userId: string): Promise<string>;
  };
  /** Its own part of what is kept; all changes up to a `save` are kept together. */
  readonly own: OwnState;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Logger;
}

/** Errors: SettingsError where the environment lacks something. */
export type MakeBot = (parts: BotParts) => Bot;
