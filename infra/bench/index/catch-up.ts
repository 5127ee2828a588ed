import { randomUUID } from 'node:crypto';
import type { ConversationId, MessageId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import { createCommits } from '@parley/log/commits';
import { addMembers } from '@parley/log/members';
import { createRelay } from '@parley/log/relay';
import { createStream } from '@parley/log/streams';
import { ENTITIES } from '@parley/messages/store/entities';
import { createSendLanes } from '@parley/messages/store/send-batch';
import { postgresSearchIndex } from '@parley/ports/search/postgres';
import type { SearchIndex } from '@parley/ports/search/search-index';
import { postgresStream } from '@parley/log/event-stream/postgres-stream';
import { openDatabase, type Database } from '@parley/database/database';
import { serviceGroup } from '@parley/runtime/service';
import { messageIndexer } from '@parley/search/workers/message-indexer';
import { aViewer } from '@parley/testing/viewers';
import pino from 'pino';
import { round, type Report } from '../report';
import { withScratchDatabase } from '../scratch-database';
import { documents } from './documents';
import { withScratchIndex } from './scratch-index';

const MESSAGES = 20_000;
const ROOMS = 100;

/** How long relay and indexer take, from the outbox to the index, for messages that all exist when they start. */
export const catchUp = (scale: number): Promise<Report> =>
  withScratchIndex(async ({ client, names, index }) => {
    const count = Math.max(ROOMS, Math.round(MESSAGES * scale));
    const elastic = await measure(count, () => ({
      index,
      indexed: async () => {
        await client.indices.refresh({ index: names.read });
        return (await client.count({ index: names.read })).count;
      },
    }));
    const postgres = await measure(count, (database) => ({
      index: postgresSearchIndex({ database }),
      indexed: async () => (await database.query<{ n: number }>('select count(*) as n from search.message'))[0]!.n,
    }));
    const figures = {
      'catchUp.messages': count,
      'catchUp.seconds': round(elastic, 2),
      'catchUp.messagesPerSecond': round(count / elastic, 0),
      'catchUp.postgres.seconds': round(postgres, 2),
      'catchUp.postgres.messagesPerSecond': round(count / postgres, 0),
    };
    const row = (where: string, seconds: number) => ({
      index: where,
      messages: count,
      seconds: round(seconds, 2),
      'messages/s': round(count / seconds, 0),
    });
    return { rows: [row('Elasticsearch', elastic), row('PostgreSQL', postgres)], figures };
  });

interface Measured {
  index: SearchIndex;
  indexed(): Promise<number>;
}

/** Seconds. */
const measure = (count: number, open: (database: Database) => Measured): Promise<number> =>
  withScratchDatabase(async (url) => {
    const logger = pino({ level: 'error' });
    const { system: database } = await openDatabase({ url, poolSize: 20, entities: ENTITIES, logger });
    try {
      await fill(database, count);
      const { index, indexed } = open(database);
      const stream = postgresStream({ database, logger });
      const services = serviceGroup('indexing', [
        stream.consumer('search', messageIndexer({ database, index })),
        createRelay({ database, stream, commits: createCommits(), logger }),
      ]);
      const started = performance.now();
      await services.start();
      while ((await indexed()) < count) await new Promise((resolve) => setTimeout(resolve, 50));
      const seconds = (performance.now() - started) / 1_000;
      await services.stop();
      return seconds;
    } finally {
      await database.close();
    }
  });

async function fill(database: Database, count: number): Promise<void> {
  const viewer = aViewer();
  const rooms = Array.from({ length: ROOMS }, () => randomUUID() as string as ConversationId);
  for (const conversation of rooms) {
    await createStream(database, { stream: conversation, tenant: viewer.tenant });
    await addMembers(database, { conversation, people: [viewer.user], role: 'MEMBER' });
  }
  const lanes = createSendLanes(database, createCommits());
  const texts = documents(count).map(({ text }) => text);
  for (let at = 0; at < count; at += ROOMS)
    await Promise.all(
      texts.slice(at, at + ROOMS).map((text, n) => lanes.submit(rooms[n]!, sendOf(viewer, rooms[n]!, text))),
    );
  await lanes.drain();
}

const sendOf = ({ tenant, user }: Viewer, conversation: ConversationId, text: string) => ({
  ...{ conversation, tenant, author: user, text, id: randomUUID() as string as MessageId },
  ...{ clientMessageId: randomUUID(), fingerprint: '', mentions: [], attachments: [], replyTo: null, thread: null },
  correlationId: randomUUID(),
});
