// A process of its own to be killed: `relay` kills itself between publishing and marking, `consumer` never finishes.
import { createCommits } from '@parley/log/commits';
import { createRelay } from '@parley/log/relay';
import { kafkaStream } from '@parley/ports/stream/kafka/kafka';
import { kafkaTopics } from '@parley/ports/stream/kafka/topics';
import { openDatabase } from '@parley/database/database';
import pino from 'pino';

const { url, brokers, topics, timings } = JSON.parse(process.argv[3]);
const logger = pino({ level: 'silent' });
const stream = kafkaStream({ brokers, topics: kafkaTopics(topics), logger, ...timings });

async function relay() {
  const database = await openDatabase({ url, poolSize: 8, entities: [], logger });
  const killed = {
    ...stream,
    async publish(entries) {
      await stream.publish(entries);
      process.kill(process.pid, 'SIGKILL');
    },
  };
  await createRelay({ database, stream: killed, commits: createCommits(), logger, batch: 10 }).start();
}

async function consumer() {
  const handle = async (entries) => {
    for (const { stream, seq } of entries) process.stdout.write(`${stream} ${seq}\n`);
    if (entries.some(({ seq }) => seq >= 3)) await new Promise(() => undefined);
  };
  await stream.consumer('group', handle).start();
}

await { relay, consumer }[process.argv[2]]();
