import { randomUUID } from 'node:crypto';
import { startNewEpoch } from '@parley/log/epochs';
import { logRetention } from '@parley/log/retention';
import { createConversation, removeMember, sendMessage, value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import type { ExecutionResult } from 'graphql';
import pino from 'pino';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const EVENTS = `subscription ($id: ID!, $after: Seq, $epoch: ID) {
  conversationEvents(conversationId: $id, after: $after, epoch: $epoch) { seq }
}`;
const INBOX = `subscription ($after: [ConversationPosition!], $since: Seq) {
  inboxEvents(after: $after, since: $since) { conversationId seq }
}`;
const CHANGES = `query ($id: ID!, $after: Seq!, $epoch: ID) {
  conversationChanges(conversationId: $id, after: $after, epoch: $epoch) { resync hasMore seq epoch events { seq } }
}`;
const TYPING = 'subscription ($id: ID!) { typingChanges(conversationId: $id) { users { id } } }';
const HEAD = 'query ($id: ID!) { conversation(id: $id) { seq epoch messages { asOf edges { node { text } } } } }';

interface Head {
  seq: number;
  epoch: string;
  messages: { asOf: number; edges: { node: { text: string } }[] };
}
interface Changes {
  resync: boolean;
  hasMore: boolean;
  seq: number;
  epoch: string;
  events: { seq: number }[];
}
type Stream = AsyncIterableIterator<ExecutionResult<Record<string, { seq: number }>>>;

describe('a position that cannot be gone on from', () => {
  let platform: RunningPlatform;
  let ann: TestClient;
  let bob: TestClient;
  let id: string;

  beforeAll(async () => {
    platform = await runningPlatform();
  });
  beforeEach(async () => {
    [ann, bob] = await platform.people('Ann', 'Bob');
    id = await createConversation(ann, { members: [bob] });
    for (let n = 3; n <= 8; n++) await sendMessage(ann, id, `message ${n}`);
  });
  afterEach(() => Promise.all([ann.close(), bob.close()]));
  afterAll(() => platform.close());

  const headOf = () => value<Head>(ann.request(HEAD, { id }));
  const changes = (after: number, epoch?: string) => value<Changes>(bob.request(CHANGES, { id, after, epoch }));
  const events = (variables: object): Stream => bob.subscribe(EVENTS, { id, ...variables });
  const inbox = (variables: object): Stream => bob.subscribe(INBOX, { ...variables });
  const resync = (more: object = {}) => [{ extensions: { code: 'RESYNC_REQUIRED', retryable: false, ...more } }];

  async function take(stream: Stream, count: number): Promise<number[]> {
    const seqs: number[] = [];
    while (seqs.length < count) seqs.push((Object.values((await stream.next()).value.data)[0] as { seq: number }).seq);
    await stream.return!();
    return seqs;
  }

  describe('as the log does not reach back to it', () => {
    /** Deletes all entries that nobody has still to be told of, but for the newest of each stream. */
    async function retain(keepEntries: number): Promise<void> {
      const { database } = platform;
      await until(async () => (await database.query('select from log.outbox')).length === 0);
      await database.query('delete from event_stream.record');
      const logger = pino({ level: 'silent' });
      const run = logRetention({ database, logger, keepMs: 0, keepEntries, now: () => Date.now() + 60_000 });
      await run({ id: 'job', data: null }, () => false);
      const long = 'select from log.stream_head where seq - first_seq + 1 > $1';
      expect(await database.query(long, [keepEntries])).toEqual([]);
    }

    it('is answered RESYNC_REQUIRED with where the log is, and everything later is there', async () => {
      await retain(3);
      const { seq, epoch, messages } = await headOf();
      expect(seq).toBe(8);
      for (const after of [0, 1, 4])
        await expect(events({ after }).next()).rejects.toMatchObject(resync({ seq, epoch }));
      expect(await take(events({ after: 5 }), 3)).toEqual([6, 7, 8]);
      // messages are not the log's
      expect(messages.edges).toHaveLength(6);
    });

    it('is answered with resync by conversationChanges', async () => {
      await retain(3);
      const { epoch } = await headOf();
      expect(await changes(4)).toEqual({ resync: true, hasMore: false, seq: 8, epoch, events: [] });
      const { resync: needed, events: later } = await changes(5, epoch);
      expect([needed, later.map(({ seq }) => seq)]).toEqual([false, [6, 7, 8]]);
    });

    it('is answered RESYNC_REQUIRED by the inbox: of a conversation, and of the person', async () => {
      for (let n = 0; n < 3; n++) await createConversation(ann, { members: [bob] });
      const { seq: since } = await value<{ seq: number }>(bob.request('{ me { seq } }'));
      await retain(3);
      const { seq, epoch } = await headOf();
      const position = (at: number) => ({ after: [{ conversationId: id, seq: at }], since });
      await expect(inbox(position(4)).next()).rejects.toMatchObject(resync({ conversation: id, seq, epoch }));
      await expect(inbox({ since: 0 }).next()).rejects.toMatchObject(resync());
      expect(await take(inbox(position(5)), 3)).toEqual([6, 7, 8]);
    });

    it('is none where all of the log is gone and the position is the last', async () => {
      await retain(0);
      expect(await changes(8)).toMatchObject({ resync: false, hasMore: false, events: [] });
      const stream = events({ after: 8 });
      const next = take(stream, 1);
      await sendMessage(ann, id, 'goes on');
      expect(await next).toEqual([9]);
      expect((await changes(7)).resync).toBe(true);
    });

    it('does not let who was removed long ago back in', async () => {
      await removeMember(ann, id, bob);
      await retain(0);
      await expect(events({ after: 0 }).next()).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    });
  });

  describe('as a new epoch has begun', () => {
    it('is answered RESYNC_REQUIRED with the new epoch, and without its epoch nobody can tell', async () => {
      const { epoch: before } = await headOf();
      const { epoch, streams } = await startNewEpoch(platform.database, { batch: 3 });
      expect(streams).toBeGreaterThan(3);
      await expect(events({ after: 8, epoch: before }).next()).rejects.toMatchObject(resync({ seq: 8, epoch }));
      const position = { conversationId: id, seq: 8, epoch: before };
      await expect(inbox({ after: [position] }).next()).rejects.toMatchObject(resync({ conversation: id, epoch }));
      expect(await changes(8, before)).toMatchObject({ resync: true, epoch, events: [] });
      expect(await headOf()).toMatchObject({ seq: 8, epoch });
      expect(await take(events({ after: 6, epoch }), 2)).toEqual([7, 8]);
    });

    it('ends what is live: a conversation, an inbox, and what its log guards', async () => {
      const streams = [events({ after: 7 }), inbox({ after: [{ conversationId: id, seq: 7 }] })];
      for (const stream of streams) await stream.next();
      const typing: Stream = bob.subscribe(TYPING, { id });
      const guarded = typing.next();
      await value(ann.request('mutation ($id: ID!) { setTyping(conversationId: $id) }', { id }));
      await guarded;
      const ended = [...streams, typing].map((stream) => expect(stream.next()).rejects.toMatchObject(resync()));
      await startNewEpoch(platform.database);
      await Promise.all(ended);
    });

    it('goes on for who reads afresh, live', async () => {
      const old = events({ after: 7 });
      await old.next();
      await startNewEpoch(platform.database);
      await expect(old.next()).rejects.toMatchObject(resync());
      const { messages, epoch } = await headOf();
      const stream = events({ after: messages.asOf, epoch });
      const next = take(stream, 1);
      await sendMessage(ann, id, 'of the new epoch');
      expect(await next).toEqual([9]);
    });
  });

  it('is one of another log altogether', async () => {
    await expect(events({ after: 8, epoch: randomUUID() }).next()).rejects.toMatchObject(resync());
    await expect(events({ after: 9 }).next()).rejects.toMatchObject(resync());
    expect((await changes(9)).resync).toBe(true);
  });
});
