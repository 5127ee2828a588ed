import { parseId, type BotKeyId, type UserId } from '@parley/contracts/ids';
import { KEY_SCOPES, type ListedBot, type ShownKey } from '@parley/subgraph/bots';
import type { Database } from '@parley/database/database';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { bots } from '../modules';
import { withAuditedDatabase, type Recorded } from './audited';
import { wholeNumber } from './whole-number';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function id<T extends UserId | BotKeyId>(text: string): T {
  const parsed = parseId<T>(text);
  if (!parsed) throw new InvalidArgumentError('It is a UUID, as `parley bot list` prints.');
  return parsed;
}

function scopes(text: string): string[] {
  const given = text.split(',').flatMap((one) => one.trim() || []);
  const wrong = given.find((one) => !(KEY_SCOPES as readonly string[]).includes(one));
  if (wrong !== undefined) throw new InvalidArgumentError(`A scope is one of ${KEY_SCOPES.join(', ')}.`);
  return given;
}

const scopesOption = () =>
  new Option('--scopes <list>', `scopes of the key, separated by commas: ${KEY_SCOPES.join(', ')}; each key may read`)
    .argParser(scopes)
    .default(['write'], 'write');

const daysOption = () =>
  new Option('--days <number>', 'days until the key expires; without it, the key does not expire').argParser(
    wholeNumber,
  );

interface KeyOptions {
  scopes: string[];
  days?: number;
}

const keyOf = ({ scopes, days }: KeyOptions) => ({
  scopes,
  ...(days !== undefined && { expiresAt: new Date(Date.now() + days * DAY_MS) }),
});

/** `parley bot …`: bots and partners, and their keys. */
export function addBotCommand(parley: Command): void {
  const bot = parley.command('bot').description('bots and partners: accounts that sign in by keys');
  bot
    .command('create')
    .description('create a bot, and print its first key, which is shown only once')
    .requiredOption('--tenant <slug>', 'its tenant')
    .requiredOption('--owner <address>', 'mail address of the person who answers for it, in the tenant')
    .requiredOption('--name <name>', 'name that people see')
    .option(
      '--partner',
      'create a partner, who sends operations of its own, against the contract variant of the schema',
    )
    .addOption(scopesOption())
    .addOption(daysOption())
    .action(create);
  bot
    .command('key')
    .argument('<bot>', 'id of the bot', id)
    .description('give a bot one more key')
    .addOption(scopesOption())
    .addOption(daysOption())
    .action((of: UserId, options: KeyOptions) =>
      run('addBotKey', of, async (database) => sayKey(await bots.addKey(database, of, keyOf(options)))),
    );
  bot
    .command('rotate')
    .argument('<key>', 'id of the key', id)
    .description('give the bot of a key another key with the same scopes; the old key expires after the overlap')
    .option('--overlap <hours>', 'hours for which both keys are valid', wholeNumber, 24)
    .action((key: BotKeyId, { overlap }: { overlap: number }) =>
      run('rotateBotKey', key, async (database) => sayKey(await bots.rotateKey(database, key, overlap * HOUR_MS))),
    );
  bot
    .command('end')
    .argument('[bot]', 'id of the bot', id)
    .description('end a bot with all its keys, or one key; its tokens and sockets end within a second')
    .option('--key <key>', 'id of the key to end, instead of a bot', id)
    .action(end);
  bot
    .command('list')
    .description('list bots with their keys and versions of operations')
    .option('--tenant <slug>', 'list bots of this tenant only')
    .action(({ tenant }: { tenant?: string }) =>
      withAuditedDatabase(async (database) => (await bots.list(database, tenant)).forEach(show)),
    );
}

interface Creation extends KeyOptions {
  tenant: string;
  owner: string;
  name: string;
  partner?: boolean;
}

const create = ({ partner, ...options }: Creation) =>
  withAuditedDatabase(async (database, record) => {
    const kind = partner ? 'PARTNER' : 'BOT';
    const made = await bots.create(database, { ...options, kind, key: keyOf(options) });
    record({ action: 'createBot', subject: made.bot });
    say(`bot ${made.bot}`);
    sayKey(made);
  });

async function end(bot: UserId | undefined, { key }: { key?: BotKeyId }): Promise<void> {
  if (key && !bot) await run('endBotKey', key, (database) => bots.endKey(database, key));
  else if (bot && !key) await run('endBot', bot, (database) => bots.end(database, bot));
  else throw new Error('name a bot, or --key');
  say('ended');
}

const run = (action: string, subject: string, work: (database: Database) => Promise<void>) =>
  withAuditedDatabase(async (database, record: Recorded) => {
    await work(database);
    record({ action, subject });
  });

function sayKey({ id: key, key: secret }: ShownKey): void {
  say(`key ${key}`);
  say(secret);
}

function show({ id: bot, tenant, name, kind, owner, endedAt, keys, versions }: ListedBot): void {
  say(`${bot}  ${kind}  ${tenant}  ${name}  owner ${owner}${endedAt ? `  ended ${endedAt.toISOString()}` : ''}`);
  for (const key of keys) {
    const end = key.endedAt ? `ended ${key.endedAt}` : key.expiresAt ? `ends ${key.expiresAt}` : 'open';
    say(`  key ${key.id}  ${key.scopes.join(',') || '-'}  ${end}  last used ${key.lastUsedAt ?? 'never'}`);
  }
  for (const { version, operations, publishedAt, endedAt: over } of versions)
    say(`  version ${version}  ${operations} operations  published ${publishedAt}${over ? `  ended ${over}` : ''}`);
}
