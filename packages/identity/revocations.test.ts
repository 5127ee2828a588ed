import { randomUUID } from 'node:crypto';
import type { SessionId } from '@parley/contracts/ids';
import { faultyBus, type FaultyBus } from '@parley/ports/bus/faulty.fixture';
import { inProcessBus } from '@parley/ports/bus/in-process';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import fc from 'fast-check';
import pino from 'pino';
import { createRevocations, type EndedSessions, type Look } from './revocations';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const newSession = () => randomUUID() as string as SessionId;

interface Row {
  session: SessionId;
  endedAt: Date;
  /** In milliseconds of the test's clock. */
  committedAtMs: number;
}

/** What the database does, with a clock that may be another than this machine's. */
function aDatabase() {
  const rows: Row[] = [];
  const state = { isDown: false, aheadMs: 0, looks: 0 };
  const now = () => new Date(Date.now() + state.aheadMs);
  return Object.assign(state, {
    rows,
    /** Ends a session now, in a transaction that goes on for a while. */
    end({ session = newSession(), commitAfterMs = 0 } = {}): SessionId {
      rows.push({ session, endedAt: now(), committedAtMs: Date.now() + commitAfterMs });
      return session;
    },
    async readEnded({ withinMs, before = now() }: Look): Promise<EndedSessions> {
      state.looks++;
      if (state.isDown) throw new Error('The database is down');
      const sinceMs = Math.min(before.getTime(), now().getTime()) - withinMs;
      const isSeen = ({ endedAt, committedAtMs }: Row) => committedAtMs <= Date.now() && endedAt.getTime() > sinceMs;
      return { readAt: now(), sessions: rows.filter(isSeen) };
    },
  });
}

type TestDatabase = ReturnType<typeof aDatabase>;

function aProcess(database: TestDatabase, bus: LiveBus) {
  const metrics = createMetrics();
  const logger = pino({ level: 'silent' });
  const revocations = createRevocations({
    readEnded: database.readEnded,
    bus,
    accessTokenSeconds: 900,
    logger,
    metrics,
  });
  const heard: SessionId[] = [];
  revocations.onRevoked((session) => heard.push(session));
  const kept = async () => Number(/^parley_revocations_entries (\d+)$/m.exec((await metrics.scrape()).text)?.[1]);
  return { ...revocations, heard, kept };
}

describe('the end of a session', () => {
  let database: TestDatabase;
  let bus: FaultyBus;
  let here: ReturnType<typeof aProcess>;
  let there: ReturnType<typeof aProcess>;
  beforeEach(async () => {
    database = aDatabase();
    bus = faultyBus(inProcessBus(), { below: () => 0 });
    here = aProcess(database, bus);
    there = aProcess(database, bus);
    await Promise.all([here.start(), there.start()]);
    await pass(100);
  });
  afterEach(async () => {
    await Promise.all([here.stop(), there.stop()]);
    bus.close();
  });

  it('counts at once where it was committed, and where the bus tells it, and is heard once', async () => {
    const session = database.end();
    const revoked = here.revoke(session);
    expect([here.isRevoked(session), there.isRevoked(session)]).toEqual([true, false]);
    expect(here.heard).toEqual([session]);
    await revoked;
    await pass(1);
    expect(there.isRevoked(session)).toBe(true);
    await here.revoke(session);
    await pass(5_000);
    expect([here.heard, there.heard]).toEqual([[session], [session]]);
    expect(here.isRevoked(newSession())).toBe(false);
  });

  it('counts within a second where the bus tells nothing', async () => {
    bus.down();
    const session = database.end();
    await here.revoke(session);
    expect([here.isRevoked(session), there.isRevoked(session)]).toEqual([true, false]);
    await pass(1_000);
    expect([there.isRevoked(session), there.heard]).toEqual([true, [session]]);
  });

  it('counts from the first moment of a process that was not there', async () => {
    const session = database.end();
    await pass(14 * MINUTE_MS);
    const late = aProcess(database, bus);
    await late.start();
    expect(late.isRevoked(session)).toBe(true);
    await late.stop();
  });

  it('counts also where its transaction goes on for long after it', async () => {
    const [soon, long] = [database.end({ commitAfterMs: 8_000 }), database.end({ commitAfterMs: 40_000 })];
    await pass(9_000);
    expect([soon, long].map(there.isRevoked)).toEqual([true, false]);
    await pass(31_000 + MINUTE_MS);
    expect(there.isRevoked(long)).toBe(true);
  });

  it('counts wherever the clock of the database jumps to', async () => {
    for (const aheadMs of [HOUR_MS, 0, -HOUR_MS]) {
      const before = database.end();
      database.aheadMs = aheadMs;
      const after = database.end();
      await pass(1_000);
      expect([before, after].map(there.isRevoked)).toEqual([true, true]);
    }
    expect(new Set(there.heard).size).toBe(6);
  });

  it('counts until no access token of it can be good, the clock set back by an hour or not, and is forgotten then', async () => {
    const told = database.end();
    await here.revoke(told);
    await pass(2_000);
    await here.revoke(newSession());
    expect(await here.kept()).toBe(2);
    await pass(HOUR_MS + 15 * MINUTE_MS + 10_000);
    expect([here.isRevoked(told), there.isRevoked(told)]).toEqual([true, true]);
    await pass(2 * MINUTE_MS);
    expect([here.isRevoked(told), there.isRevoked(told)]).toEqual([false, false]);
    expect([await here.kept(), await there.kept()]).toEqual([0, 0]);
  });

  it('counts on while the database can’t be read, and what ended meanwhile is found after it', async () => {
    const before = database.end();
    await pass(1_000);
    database.isDown = true;
    bus.down();
    const unseen = database.end();
    await pass(20 * MINUTE_MS);
    expect([before, unseen].map(there.isRevoked)).toEqual([true, false]);
    const late = database.end();
    bus.up();
    const told = newSession();
    await here.revoke(told);
    await pass(1);
    expect(there.isRevoked(told)).toBe(true);
    database.isDown = false;
    await pass(2_000);
    expect([late, told].map(there.isRevoked)).toEqual([true, true]);
  });

  it('is not kept where nobody is let in: there it is told to others', async () => {
    const elsewhere = aProcess(database, bus);
    const session = database.end();
    await elsewhere.revoke(session);
    await pass(1);
    expect([elsewhere.isRevoked(session), here.isRevoked(session)]).toEqual([false, true]);
  });

  it('is heard by nobody who has stopped to listen', async () => {
    const heard: SessionId[] = [];
    const stop = here.onRevoked((session) => heard.push(session));
    stop();
    await here.revoke(database.end());
    expect(heard).toEqual([]);
  });
});

it('a process does not start without having read the database', async () => {
  const database = aDatabase();
  database.isDown = true;
  await expect(aProcess(database, inProcessBus()).start()).rejects.toThrow('The database is down');
});

describe('the bus', () => {
  const isDown = () => Promise.reject(new Error('The bus is down'));

  it('hinders nothing where it is not there, and is listened to once it is', async () => {
    const database = aDatabase();
    const working = inProcessBus();
    const bus: LiveBus = { publish: isDown, subscribe: isDown };
    const one = aProcess(database, bus);
    await one.start();
    const [own, read] = [database.end(), database.end()];
    await one.revoke(own);
    await pass(1_000);
    expect([own, read].map(one.isRevoked)).toEqual([true, true]);

    Object.assign(bus, working);
    await pass(1_000);
    const told = newSession();
    await working.publish('identity:revoked', told);
    await pass(1);
    expect(one.isRevoked(told)).toBe(true);
    await one.stop();
    const { looks } = database;
    await pass(10_000);
    expect(database.looks).toBe(looks);
  });

  it('holds nothing up that does not respond, and is left once it does', async () => {
    const database = aDatabase();
    const left = jest.fn();
    let answer = (_: () => void): void => undefined;
    const one = aProcess(database, {
      publish: async () => undefined,
      subscribe: () => new Promise((resolve) => (answer = resolve)),
    });
    await one.start();
    await pass(1);
    const session = database.end();
    await pass(1_000);
    expect(one.isRevoked(session)).toBe(true);
    await one.stop();
    answer(left);
    await pass(1);
    expect(left).toHaveBeenCalledTimes(1);
  });

  it('may say anything', async () => {
    const bus = inProcessBus();
    const one = aProcess(aDatabase(), bus);
    await one.start();
    await pass(1);
    for (const message of [null, 7, 'x', {}, '', ['a']]) await bus.publish('identity:revoked', message);
    await pass(1);
    expect([one.heard, await one.kept()]).toEqual([[], 0]);
    await one.stop();
  });
});

describe('whatever happens', () => {
  const end = fc.record({
    kind: fc.constant('end' as const),
    commitAfterMs: fc.nat(4_000),
    isPublished: fc.boolean(),
  });
  const clock = fc.record({ kind: fc.constant('clock' as const), aheadMs: fc.integer({ min: -2_500, max: 2_500 }) });
  const time = fc.record({
    kind: fc.constant('time' as const),
    ms: fc.oneof({ weight: 4, arbitrary: fc.nat(3_000) }, { weight: 1, arbitrary: fc.constant(MINUTE_MS) }),
  });
  const steps = fc.array(fc.oneof({ weight: 3, arbitrary: end }, { weight: 1, arbitrary: clock }, time), {
    maxLength: 30,
  });

  it('all that ended is refused a second after its commit, for as long as a token may be good, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const [database, bus] = [aDatabase(), inProcessBus()];
        const one = aProcess(database, bus);
        await one.start();
        for (const step of all) {
          if (step.kind === 'clock') database.aheadMs = step.aheadMs;
          else if (step.kind === 'time') await pass(step.ms);
          else {
            const session = database.end(step);
            if (step.isPublished) setTimeout(() => void bus.publish('identity:revoked', session), step.commitAfterMs);
          }
          const due = database.rows.filter(
            ({ endedAt, committedAtMs }) =>
              committedAtMs <= Date.now() - 1_000 && endedAt.getTime() >= Date.now() - 910_000,
          );
          expect(due.filter(({ session }) => !one.isRevoked(session))).toEqual([]);
          const ended = new Set(database.rows.map(({ session }) => session));
          expect(one.heard.filter((session) => !ended.has(session))).toEqual([]);
          expect(new Set(one.heard).size).toBe(one.heard.length);
        }
        await one.stop();
      }),
      { numRuns: 100 },
    );
  });
});
