import { unavailable } from '@parley/contracts/errors';
import { createCommits, type Committed } from '@parley/log/commits';
import { postgresSearchIndex } from '@parley/ports/search/postgres';
import type { SearchIndex } from '@parley/ports/search/search-index';
import { postgresStream } from '@parley/log/event-stream/postgres-stream';
import type { Service } from '@parley/runtime/service';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { until } from '@parley/testing/until';
import { aViewer } from '@parley/testing/viewers';
import pino from 'pino';
import { createRoom } from '../testing/room';
import { messageIndexer } from './message-indexer';

const ann = aViewer();
let fresh: FreshDatabase;
let indexer: Service | undefined;
const commits = createCommits();

beforeEach(async () => {
  fresh = await freshDatabase({ poolSize: 12 });
});
afterEach(async () => {
  await indexer?.stop();
  await fresh.close();
});

/** The event stream, fed by this process's commits. */
function openStream() {
  const stream = postgresStream({
    database: fresh.database,
    logger: pino({ level: 'silent' }),
    pollMs: 20,
    pauseMs: 5,
    maxPauseMs: 20,
    tries: 3,
  });
  const publishing: Promise<void>[] = [];
  const feed = (committed: readonly Committed[]) =>
    void publishing.push(stream.publish(committed.map(({ entry }) => entry)));
  return { stream, close: commits.onCommit(feed), fed: () => Promise.all(publishing) };
}

const texts = async () =>
  (await fresh.database.query<{ text: string }>('select text from search.message order by text')).map(
    ({ text }) => text,
  );

test('40: an index that is lost is made again by replaying the stream, and never says what was deleted', async () => {
  const { stream, close, fed } = openStream();
  const messages = await createRoom({ database: fresh.database, commits }, [ann]);
  const gone = await messages.send(ann, 'deleted');
  const edited = await messages.send(ann, 'before');
  await messages.send(ann, 'kept');
  await messages.edit(edited, 'after');
  await messages.delete(gone);
  await fed();
  close();
  const said: string[] = [];
  const index = postgresSearchIndex(fresh);
  const listening: SearchIndex = {
    ...index,
    put: (documents) => (said.push(...documents.map(({ text }) => text)), index.put(documents)),
  };
  for (let time = 0; time < 2; time++) {
    await fresh.database.query('delete from search.message');
    await fresh.database.query('delete from event_stream.position');
    indexer = stream.consumer('search', messageIndexer({ database: fresh.database, index: listening }));
    await indexer.start();
    await until(async () => (await texts()).join() === ',after,kept');
    await indexer.stop();
  }
  expect(new Set(said)).toEqual(new Set(['', 'after', 'kept']));
});

test('40: a message that was erased altogether leaves the index too', async () => {
  const { stream, close, fed } = openStream();
  const messages = await createRoom({ database: fresh.database, commits }, [ann]);
  indexer = stream.consumer('search', messageIndexer({ database: fresh.database, index: postgresSearchIndex(fresh) }));
  await indexer.start();
  const erased = await messages.send(ann, 'erased');
  await until(async () => (await texts()).join() === 'erased');
  await fresh.database.query('delete from messages.message where id = $1', [erased]);
  await messages.delete(erased);
  await until(async () => (await texts()).join() === '');
  await indexer.stop();
  await fed();
  close();
});

test('34: while the index is down nothing is lost, and nothing goes to the dead letters', async () => {
  const { stream, close, fed } = openStream();
  const index = postgresSearchIndex(fresh);
  let failures = 0;
  const failing: SearchIndex = {
    ...index,
    put: (documents) => (failures++ < 10 ? Promise.reject(unavailable('the index is down')) : index.put(documents)),
  };
  indexer = stream.consumer('search', messageIndexer({ database: fresh.database, index: failing }));
  await indexer.start();
  const messages = await createRoom({ database: fresh.database, commits }, [ann]);
  for (const text of ['one', 'three', 'two']) await messages.send(ann, text);
  await until(async () => (await texts()).join() === 'one,three,two');
  await indexer.stop();
  await fed();
  close();
  expect(await fresh.database.query('select from event_stream.dead_letter')).toEqual([]);
});
