import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { createLogger } from '@parley/runtime/logger';
import { readCommandSettings } from '../command-settings';
import { signIn, signUp, type Account } from '../histories/account';
import { accountsFor } from '../histories/cast';
import { leaveRooms } from '../histories/clean-up';
import { acknowledged, type History } from '../histories/history';
import { judge } from '../histories/judge/judge';
import { runHistories } from '../histories/run';
import { runningIn } from '../running';
import { eraseAll } from './erase-all';

interface Options {
  url?: string[];
  tenant: string;
  account?: { email: string; password: string }[];
  writers: number;
  readers: number;
  conversations: number;
  kicks: number;
  seconds: number;
  patience: number;
  seed?: number;
  json?: string;
}

const EXAMPLE_URL = 'http://localhost:4000';
/** Maximum milliseconds that a writer waits between two messages. */
const PAUSE_MS = 100;
/** Maximum number of printed problems; the JSON has all of them. */
const PRINTED = 50;

const whole =
  (min: number, max = 1_000_000_000) =>
  (text: string): number => {
    if (!/^\d{1,10}$/.test(text) || Number(text) < min || Number(text) > max)
      throw new InvalidArgumentError(`It is a whole number from ${min} to ${max}.`);
    return Number(text);
  };

function credentials(text: string, before: Options['account'] = []): Options['account'] {
  const [email, password] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)];
  if (!email.includes('@') || !password) throw new InvalidArgumentError('It is email:password.');
  return [...before, { email, password }];
}

function gateway(text: string, before: readonly string[] = []): string[] {
  if (!/^https?:/.test(text) || !URL.canParse(text)) throw new InvalidArgumentError(`It is as ${EXAMPLE_URL}.`);
  return [...before, text.replace(/(\/graphql)?\/*$/, '')];
}

/** `parley check …`: checks a deployment as a client. */
export function addCheckCommand(parley: Command): void {
  const check = parley.command('check').description('check a deployment from outside, as a client');
  check
    .command('histories')
    .description(
      'run many clients that write, read, drop, stall, are removed and come back, and judge what they saw: order, loss, repeats, leaks',
    )
    .option(
      '--url <url>',
      `URL of the gateway; repeat it to spread clients over several (default: port PORT of this machine)`,
      gateway,
    )
    .option('--tenant <name>', 'tenant of all accounts; in development, new people sign up', 'demo')
    .option('--account <email:password>', 'an existing account, instead of new people; give at least two', credentials)
    .option('--writers <n>', 'clients that send', whole(1, 1_000), 5)
    .option(
      '--readers <n>',
      'clients that read: steady, dropping, slow, inbox, kicked, kicked inbox, in turn',
      whole(1, 1_000),
      12,
    )
    .option('--conversations <n>', 'new conversations; everybody leaves them at the end', whole(1, 1_000), 3)
    .option('--kicks <n>', 'how often a member is removed and added again', whole(0), 10)
    .option('--seconds <n>', 'how long writers send', whole(1), 20)
    .option(
      '--patience <seconds>',
      'how long the server may be unavailable, and readers may take at the end',
      whole(1),
      60,
    )
    .option('--seed <n>', 'seed for what clients do', whole(0))
    .option('--json <file>', 'file for the history and the problems')
    .action(checkHistories);
}

async function checkHistories(options: Options): Promise<void> {
  const { PORT: port } = await readCommandSettings(process.env);
  const {
    url: urls = [`http://localhost:${port}`],
    seed = randomInt(1_000_000),
    seconds,
    patience,
    json,
    writers,
    readers,
    kicks,
    conversations,
  } = options;
  const accounts = await accountsOf(urls[0]!, options);
  const history = await runHistories({
    urls,
    accounts,
    kickEveryMs: Math.ceil((seconds * 1_000) / Math.max(1, kicks)),
    ...{ writers, readers, kicks, conversations, seed },
    writing: { ms: seconds * 1_000 },
    pauseMs: PAUSE_MS,
    patienceMs: patience * 1_000,
  });
  const problems = judge(history);
  if (json) await writeFile(json, `${JSON.stringify({ problems, history })}\n`);
  process.stdout.write(`${[summaryOf(history), ...verdictOf(problems)].join('\n')}\n`);
  await cleanUp(accounts, { url: urls[0]!, isNew: !options.account, rooms: history.rooms.map(({ id }) => id) });
  process.exitCode = problems.length === 0 ? 0 : 1;
}

interface Left {
  url: string;
  rooms: readonly string[];
  /** Whether the accounts were created for this check. */
  isNew: boolean;
}

/** Leaves the conversations, and erases the people if it can reach the server's database. */
async function cleanUp(accounts: readonly Account[], { url, rooms, isNew }: Left): Promise<void> {
  await leaveRooms(url, accounts, rooms);
  if (!isNew) return;
  const settings = await readCommandSettings(process.env);
  const databaseUrl = settings.DATABASE_URL ?? (await runningIn(settings.PARLEY_DATA))?.databaseUrl;
  const logger = createLogger({ LOG_LEVEL: 'silent' });
  const erased = databaseUrl ? await eraseAll({ databaseUrl, accounts, logger }) : 0;
  const left = accounts.slice(erased).map(({ userId }) => userId);
  if (left.length > 0)
    process.stdout.write(`These people stay, "parley erase --user" removes them: ${left.join(' ')}\n`);
}

function accountsOf(url: string, { tenant, account, ...wanted }: Options): Promise<Account[]> {
  if (!account) return signUp(url, { tenant, count: accountsFor(wanted) });
  return Promise.all(account.map((one) => signIn(url, { tenant, ...one })));
}

function summaryOf(history: History): string {
  const subscriptions = history.readers.flatMap((reader) => reader.subscriptions);
  const events = subscriptions.reduce((sum, { frames }) => sum + frames.length, 0);
  return (
    `Seed ${history.seed}: ${acknowledged(history).length} messages acknowledged in ${history.rooms.length} conversations; ` +
    `${history.readers.length} readers saw ${events} events through ${subscriptions.length} subscriptions; ` +
    `${history.removals.length} kicks.`
  );
}

function verdictOf(problems: readonly string[]): string[] {
  if (problems.length === 0) return ['Everything was seen, in order and once, and nothing by who may not see it.'];
  const more = problems.length - PRINTED;
  return [`${problems.length} problems:`, ...problems.slice(0, PRINTED), ...(more > 0 ? [`… and ${more} more`] : [])];
}
