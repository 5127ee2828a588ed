import { outboxLetters } from '@parley/log/outbox-letters';
import type { DeadLetter, DeadLetters } from '@parley/ports/stream/dead-letters';
import { createLogger } from '@parley/runtime/logger';
import { Argument, type Command } from 'commander';
import { readCommandSettings } from '../command-settings';
import { openEventStream } from '../event-stream';
import { CONSUMER_GROUPS } from '../modules';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { wholeNumber } from './whole-number';
import { onDatabase } from './on-database';

const OUTBOX = 'outbox';
const PLACES: readonly string[] = [OUTBOX, ...CONSUMER_GROUPS];
const DEFAULT_LIMIT = 100;

const say = (line: string) => process.stdout.write(`${line}\n`);

const place = () => new Argument('<place>', `${OUTBOX}, or a consumer group`).choices(PLACES);

/** `parley dlq …`: entries that the relay or a consumer group set aside. */
export function addDlqCommand(parley: Command): void {
  const dlq = parley
    .command('dlq')
    .description('dead letters: entries that the relay (outbox) or a consumer group failed on and set aside');
  dlq
    .command('list')
    .description(
      'count the letters of each place, or list those of one, oldest first: id, time, stream and position, error',
    )
    .addArgument(new Argument('[place]', `${OUTBOX}, or a consumer group`).choices(PLACES))
    .option('--limit <n>', 'how many to list', wholeNumber, DEFAULT_LIMIT)
    .action((of: string | undefined, { limit }: { limit: number }) => (of ? list(of, limit) : countAll()));
  dlq
    .command('show')
    .description('print one letter as JSON')
    .addArgument(place())
    .argument('<id>', 'as listed')
    .action(show);
  dlq
    .command('replay')
    .description('retry letters, after you have removed the cause; those that fail again are set aside again')
    .addArgument(place())
    .argument('[ids...]', 'as listed')
    .option('--all', 'all letters of this place')
    .action((of: string, ids: string[], { all = false }: { all?: boolean }) => replay(of, { ids, all }));
}

const list = (of: string, limit: number) =>
  withLetters(async (letters) => {
    const some = await letters(of).list(limit);
    for (const { id, at, stream, seq, error } of some)
      say(`${id}  ${at.toISOString()}  ${stream ? `${stream} ${seq}` : 'unreadable'}  ${error.split('\n')[0]}`);
    say(some.length < limit ? `${some.length} in all` : `${some.length} shown of ${await letters(of).count()} or so`);
  });

const countAll = () =>
  withLetters(async (letters) => {
    for (const of of PLACES) say(`${of}  ${await letters(of).count()}`);
  });

const show = (of: string, id: string) =>
  withLetters(async (letters) => {
    const letter: DeadLetter | undefined = await letters(of).find(id);
    if (!letter) throw new Error(`${of} has no dead letter ${id}`);
    const { details, ...summary } = letter;
    say(JSON.stringify({ ...summary, ...details }, undefined, 2));
  });

const replay = (of: string, { ids, all }: { ids: readonly string[]; all: boolean }) =>
  withLetters(async (letters) => {
    if (all === ids.length > 0) throw new Error('Name those to replay, or say --all');
    const replayed = await letters(of).replay(all ? undefined : ids);
    say(
      `${replayed} will be tried again${all || replayed === ids.length ? '' : `; ${ids.length - replayed} are not there`}`,
    );
  });

/** Opens the database and the event stream of the settings. */
async function withLetters(work: (letters: (of: string) => DeadLetters) => Promise<void>): Promise<void> {
  const settings = await readCommandSettings(process.env);
  const logger = createLogger(settings);
  await onDatabase({ settings, logger }, async (database) => {
    const events = openEventStream({
      ...{ settings, groups: CONSUMER_GROUPS, database },
      ...{ concurrency: 1, logger, metrics: createMetrics() },
    });
    try {
      await work((of) => (of === OUTBOX ? outboxLetters(database) : events.stream.deadLetters(of)));
    } finally {
      await events.close();
    }
  });
}
