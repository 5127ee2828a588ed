import { notFound, ParleyError } from '@parley/contracts/errors';
import type { BotKeyId, UserId } from '@parley/contracts/ids';
import { hashToken } from '@parley/identity/opaque-token';
import {
  MAX_BOT_CHARACTERS,
  MAX_BOT_OPERATIONS,
  type Bots,
  type NewBotKey,
  type ShownKey,
} from '@parley/subgraph/bots';
import type { Transaction } from '@parley/database/database';
import { v7 as newId } from 'uuid';
import { newBotKey } from '../domain/bot-key';
import { displayName } from '../domain/profile';
import { findPerson } from '../store/accounts';
import {
  endVersion,
  findChangedBots,
  findOperations,
  findVersion,
  insertVersion,
  markOperationsChanged,
} from '../store/bot-operations';
import {
  endBot,
  endBotKey,
  endSessionsOfBot,
  expireBotKey,
  findBotKey,
  insertBot,
  insertBotKey,
  listBots,
  lockBot,
  type BotRow,
} from '../store/bots';
import { createAccount } from './create-account';
import { lockOpenAccount } from './lock-account';

/** No password has this hash, so nobody can sign in by a password. */
const NO_PASSWORD = '';
/** A domain that cannot receive mail (RFC 2606, 2). */
const BOT_DOMAIN = 'bots.invalid';

export const bots: Bots = {
  create: (database, { tenant: slug, owner, name, kind, key }) =>
    database.transaction(async (tx) => {
      const person = await findPerson(tx, { tenant: slug, email: owner });
      if (!person) throw notFound('Owner');
      await lockOpenAccount(tx, person);
      const { tenant } = person;
      const account = await createAccount(tx, {
        ...{ tenant, email: `${newId()}@${BOT_DOMAIN}`, passwordHash: NO_PASSWORD },
        ...{ displayName: displayName(name), bot: true },
      });
      const bot: BotRow = { account: account.id, tenant, owner: person.user, kind };
      await insertBot(tx, bot);
      return { bot: account.id, ...(await giveKey(tx, bot, key)) };
    }),

  addKey: (database, id, key) => database.transaction(async (tx) => giveKey(tx, await requireBot(tx, id), key)),

  rotateKey: (database, id, overlapMs) =>
    database.transaction(async (tx) => {
      const known = await findBotKey(tx, id);
      if (!known) throw notFound('Key');
      const bot = await requireBot(tx, known.account);
      // once nobody can end it any more
      const old = await findBotKey(tx, id);
      if (!old) throw notFound('Key');
      await expireBotKey(tx, id, overlapMs);
      return giveKey(tx, bot, { scopes: old.scopes, expiresAt: old.expiresAt ?? undefined });
    }),

  endKey: (database, id) =>
    database.transaction(async (tx) => {
      if (!(await endBotKey(tx, id))) throw notFound('Key');
    }),

  end: (database, id) =>
    database.transaction(async (tx) => {
      if (!(await endBot(tx, id))) throw notFound('Bot');
    }),

  list: (sql, tenant) => listBots(sql, tenant),

  publish: (database, id, { version, operations }) =>
    database.transaction(async (tx) => {
      const bot = await requireBot(tx, id);
      const present = await findVersion(tx, id, version);
      if (present && !present.ended && isSame(present.hashes, operations)) return;
      if (present)
        throw new ParleyError('CONFLICT', `Version ${version} was published with other operations, or has ended`);
      await insertVersion(tx, bot, { version, operations });
      requireFewEnough(await findOperations(tx, id));
      await markOperationsChanged(tx, id);
    }),

  endVersion: (database, id, version) =>
    database.transaction(async (tx) => {
      await requireBot(tx, id);
      if (!(await endVersion(tx, id, version))) throw notFound('Version');
      await markOperationsChanged(tx, id);
      // open subscriptions may be operations of this version
      await endSessionsOfBot(tx, id);
    }),

  operationsOf: findOperations,
  changedBots: findChangedBots,
};

async function requireBot(tx: Transaction, id: UserId): Promise<BotRow> {
  const bot = await lockBot(tx, id);
  if (!bot) throw notFound('Bot');
  return bot;
}

async function giveKey(tx: Transaction, bot: BotRow, options: NewBotKey): Promise<ShownKey> {
  const [id, key] = [newId() as BotKeyId, newBotKey()];
  await insertBotKey(tx, bot, { ...options, id, hash: hashToken(key) });
  return { id, key };
}

function requireFewEnough(operations: ReadonlyMap<string, string>): void {
  const characters = [...operations.values()].reduce((sum, text) => sum + text.length, 0);
  if (operations.size > MAX_BOT_OPERATIONS || characters > MAX_BOT_CHARACTERS)
    throw new ParleyError(
      'QUOTA_EXCEEDED',
      `A bot has at most ${MAX_BOT_OPERATIONS} operations of ${MAX_BOT_CHARACTERS} characters altogether: end old versions`,
    );
}

const isSame = (hashes: readonly string[], operations: ReadonlyMap<string, string>): boolean =>
  hashes.length === operations.size && hashes.every((hash) => operations.has(hash));
