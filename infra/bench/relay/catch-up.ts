import type { Entry } from '@parley/contracts/events';
import { createCommits } from '@parley/log/commits';
import { createRelay } from '@parley/log/relay';
import { openDatabase, type Database } from '@parley/database/database';
import { until } from '@parley/testing/until';
import pino from 'pino';
import { prefixed, type Scenario } from '../live/scenario';
import { round } from '../report';
import { withKafka, type BenchKafka } from './kafka';
import { newSender } from './sends';

const EVENTS = 100_000;
const CONVERSATIONS = 1_000;
const BATCH = 500;
const PATIENCE_MS = 600_000;

/** Publishes entries that queued in the outbox while Kafka was down. Baseline: a bare producer of the same records. */
export const catchUp: Scenario = ({ url, scaled }) =>
  withKafka(async (kafka) => {
    const logger = pino({ level: 'error' });
    const { system: database } = await openDatabase({ url, poolSize: 20, entities: [], logger });
    try {
      const entries = await fill(database, scaled(EVENTS));
      const ours = await relayAll(database, kafka);
      const bare = await publishAll(kafka, entries);
      const measured = { ours, bare };
      const rows = Object.entries(measured).map(([what, seconds]) => ({
        'outbox → Kafka': what === 'ours' ? 'relay' : 'bare producer',
        events: entries.length,
        seconds: round(seconds, 2),
        'events/s': round(entries.length / seconds, 0),
      }));
      const figures = {
        events: entries.length,
        seconds: round(ours, 2),
        eventsPerSecond: round(entries.length / ours, 0),
        bareEventsPerSecond: round(entries.length / bare, 0),
        vsBare: round(bare / ours, 3),
      };
      return { rows, figures: prefixed('catch-up', figures) };
    } finally {
      await database.close();
    }
  });

async function fill(database: Database, events: number): Promise<Entry[]> {
  const { conversations, send } = await newSender(database, createCommits(), Math.min(CONVERSATIONS, events));
  const entries: Entry[] = [];
  for (let at = 0; entries.length < events; at = (at + BATCH) % conversations.length)
    entries.push(...(await send(conversations.slice(at, at + Math.min(BATCH, events - entries.length)))));
  await database.query('analyze log.outbox');
  return entries;
}

/** Seconds until the outbox is empty. */
async function relayAll(database: Database, { stream }: BenchKafka): Promise<number> {
  const relay = createRelay({
    database,
    stream,
    commits: createCommits(),
    logger: pino({ level: 'error' }),
    concurrency: 2,
  });
  const started = performance.now();
  await relay.start();
  await until(async () => (await database.query('select from log.outbox limit 1')).length === 0, {
    timeoutMs: PATIENCE_MS,
    everyMs: 20,
  });
  const seconds = (performance.now() - started) / 1_000;
  await relay.stop();
  return seconds;
}

async function publishAll({ bare }: BenchKafka, entries: readonly Entry[]): Promise<number> {
  const started = performance.now();
  for (let at = 0; at < entries.length; at += BATCH) await bare.publish(entries.slice(at, at + BATCH));
  return (performance.now() - started) / 1_000;
}
