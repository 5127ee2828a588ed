import { createLogger } from '@parley/runtime/logger';
import type { Command } from 'commander';
import { readCommandSettings } from '../command-settings';
import { openKafka } from '../event-stream';
import { CONSUMER_GROUPS } from '../modules';

/** `parley topics …`: the topics of the event stream on Kafka. */
export function addTopicsCommand(parley: Command): void {
  const topics = parley.command('topics').description('the topics of the event stream on Kafka (KAFKA_BROKERS)');
  topics.command('apply').description('create missing topics and apply changed settings; idempotent').action(apply);
}

/** Prints a line for each topic. */
async function apply(): Promise<void> {
  const settings = await readCommandSettings(process.env);
  if (settings.KAFKA_BROKERS.length === 0)
    throw new Error('KAFKA_BROKERS is missing: the event stream is in the database');
  const kafka = openKafka({ settings, logger: createLogger(settings) });
  try {
    for (const { topic, did, note } of await kafka.apply(CONSUMER_GROUPS))
      process.stdout.write(`${did.padEnd(9)}  ${topic}${note ? `: ${note}` : ''}\n`);
  } finally {
    await kafka.close();
  }
}
