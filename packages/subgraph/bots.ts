import type { BotKeyId, UserId } from '@parley/contracts/ids';
import type { Database } from '@parley/database/database';
import type { Sql } from '@parley/database/sql';

/** A bot runs published operations only; a partner sends its own, against the contract variant of the schema. */
export type BotKind = 'BOT' | 'PARTNER';

/** Scopes that a key can have: running mutations, and reading the schema. Each key may read what its account may read. */
export const KEY_SCOPES = ['write', 'schema:read'] as const;

/** Limits for one bot: operations that it may run, and characters of their texts. */
export const MAX_BOT_OPERATIONS = 5_000;
export const MAX_BOT_CHARACTERS = 4_194_304;

export interface NewBotKey {
  scopes: readonly string[];
  /** The key expires at this time. */
  expiresAt?: Date;
}

/** A key. It is shown once, because only its hash is stored. */
export interface ShownKey {
  id: BotKeyId;
  key: string;
}

/** Times are RFC 3339. */
export interface ListedBot {
  id: UserId;
  tenant: string;
  name: string;
  kind: BotKind;
  /** Mail address of the owner. */
  owner: string;
  endedAt: Date | null;
  keys: readonly {
    id: BotKeyId;
    scopes: readonly string[];
    createdAt: string;
    expiresAt: string | null;
    endedAt: string | null;
    lastUsedAt: string | null;
  }[];
  versions: readonly { version: string; publishedAt: string; endedAt: string | null; operations: number }[];
}

/** The subgraph that owns accounts implements this for commands. Errors: NOT_FOUND for a bot or key that has ended. */
export interface Bots {
  /** Creates a bot or partner with its first key. Errors: NOT_FOUND if there is no such owner. */
  create(
    database: Database,
    bot: { tenant: string; owner: string; name: string; kind: BotKind; key: NewBotKey },
  ): Promise<ShownKey & { bot: UserId }>;
  /** Gives the bot one more key. */
  addKey(database: Database, bot: UserId, key: NewBotKey): Promise<ShownKey>;
  /** Gives the bot another key with the same scopes. The old key expires after the overlap. */
  rotateKey(database: Database, key: BotKeyId, overlapMs: number): Promise<ShownKey>;
  endKey(database: Database, key: BotKeyId): Promise<void>;
  /** Ends the bot with all its keys. */
  end(database: Database, bot: UserId): Promise<void>;
  list(sql: Sql, tenant?: string): Promise<readonly ListedBot[]>;
  /**
   * Publishes operations, by the SHA-256 of their texts, as one version. Idempotent.
   * Errors: CONFLICT for a version that has other operations, or has ended; QUOTA_EXCEEDED above the limits of a bot.
   */
  publish(
    database: Database,
    bot: UserId,
    version: { version: string; operations: ReadonlyMap<string, string> },
  ): Promise<void>;
  /** Operations that only this version has are refused from now on. The bot's sessions end. */
  endVersion(database: Database, bot: UserId, version: string): Promise<void>;
  /** Operations that the bot may run: text by hash, of all versions that have not ended. */
  operationsOf(sql: Sql, bot: UserId): Promise<ReadonlyMap<string, string>>;
  /** Bots whose operations changed within this time. */
  changedBots(sql: Sql, withinMs: number): Promise<readonly UserId[]>;
}
