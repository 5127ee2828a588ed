/// <reference types="jest" />
import { randomUUID } from 'node:crypto';
import { unavailable } from '@parley/contracts/errors';
import type { Entry } from '@parley/contracts/events';
import type { StreamId } from '@parley/contracts/ids';
import type { Service } from '@parley/runtime/service';
import { until } from '@parley/testing/until';
import type { DeadLetter } from './dead-letters';
import type { EventStream, OperatedStream } from './event-stream';

interface Subject {
  /** The event stream, as one more process opens it. */
  connect(): OperatedStream;
  /** Appends so many entries to the log of a stream. */
  write(stream: StreamId, entries: number): Promise<Entry[]>;
  close(): Promise<void>;
}

type Handle = Parameters<EventStream['consumer']>[1];

/** Several entries go the whole way to the dead letters. */
const PATIENTLY = { timeoutMs: 15_000 };

const newStream = () => randomUUID() as string as StreamId;
const streams = (count: number) => Array.from({ length: count }, newStream);

/** What a member of a group was handed, in order. */
function hearing() {
  const heard: Entry[] = [];
  return {
    heard,
    handle: async (entries: readonly Entry[]) => void heard.push(...entries),
    /** Positions of one stream, each as it came first. */
    positions: (stream: StreamId) => [
      ...new Set(heard.filter((entry) => entry.stream === stream).map(({ seq }) => seq)),
    ],
  };
}

function gate() {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** What every adapter of EventStream does. Call it in the adapter's test file. */
export function describeEventStream(adapter: string, open: () => Promise<Subject>): void {
  describe(`${adapter} as EventStream`, () => {
    let subject: Subject;
    let stream: OperatedStream;
    const running: Service[] = [];

    async function consume(group: string, handle: Handle, on = stream): Promise<Service> {
      const consumer = on.consumer(group, handle);
      running.push(consumer);
      await consumer.start();
      return consumer;
    }
    async function publish(id: StreamId, count: number): Promise<Entry[]> {
      const entries = await subject.write(id, count);
      await stream.publish(entries);
      return entries;
    }

    const lettersOf = (group: string): Promise<DeadLetter[]> => stream.deadLetters(group).list(100);

    beforeEach(async () => {
      subject = await open();
      stream = subject.connect();
    });
    afterEach(async () => {
      await Promise.all(running.splice(0).map((service) => service.stop()));
      await subject.close();
    });

    it('hands over every entry as it was written, in the order of its stream', async () => {
      const ear = hearing();
      await consume('group', ear.handle);
      const ids = streams(5);
      const written = (await Promise.all(ids.map((id) => publish(id, 20)))).flat();
      await until(() => ear.heard.length >= 100);
      for (const id of ids) expect(ear.positions(id)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
      const first = written[0]!;
      expect(ear.heard.find((entry) => entry.stream === first.stream && entry.seq === first.seq)).toEqual(first);
    });

    it('keeps the order of a stream that is published in many parts at once with others', async () => {
      const ear = hearing();
      await consume('group', ear.handle);
      const ids = streams(3);
      const byStream = await Promise.all(ids.map((id) => subject.write(id, 60)));
      await Promise.all(
        byStream.map(async (entries) => {
          for (let at = 0; at < entries.length; at += 7) await stream.publish(entries.slice(at, at + 7));
        }),
      );
      await until(() => ids.every((id) => ear.positions(id).length === 60));
      for (const id of ids) expect(ear.positions(id)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
    });

    it('may be given the same entries again', async () => {
      const ear = hearing();
      await consume('group', ear.handle);
      const id = newStream();
      const entries = await publish(id, 3);
      await stream.publish(entries);
      await publish(id, 1);
      await until(() => ear.positions(id).length === 4);
      expect(ear.positions(id)).toEqual([1, 2, 3, 4]);
    });

    it('hears what another process publishes', async () => {
      const ear = hearing();
      await consume('group', ear.handle, subject.connect());
      const id = newStream();
      await publish(id, 2);
      await until(() => ear.positions(id).length === 2);
    });

    it('gives every group every entry, and one that starts late all that came before', async () => {
      const [early, late] = [hearing(), hearing()];
      await consume('early', early.handle);
      const ids = streams(4);
      for (const id of ids) await publish(id, 5);
      await until(() => early.heard.length >= 20);
      await consume('late', late.handle);
      await until(() => late.heard.length >= 20);
      for (const id of ids) expect(late.positions(id)).toEqual([1, 2, 3, 4, 5]);
    });

    it('shares the work of a group: while one member is busy, the other gets on with the rest', async () => {
      const { opened, open: release } = gate();
      const [busy, free] = [hearing(), hearing()];
      const ids = streams(40);
      await consume('group', async (entries) => (await busy.handle(entries), opened));
      for (const id of ids) await publish(id, 2);
      await until(() => busy.heard.length > 0);
      await consume('group', free.handle, subject.connect());
      await until(() => free.heard.length > 0);
      await publish(ids[0]!, 1);
      release();
      const all = () => [...new Set([...busy.heard, ...free.heard].map((entry) => `${entry.stream} ${entry.seq}`))];
      await until(() => all().length === 81);
      for (const ear of [busy, free])
        for (const id of ids) expect(ear.positions(id)).toEqual([...ear.positions(id)].sort((a, b) => a - b));
    });

    it('goes on where the group was, when its consumer was stopped in the middle', async () => {
      const [before, after] = [hearing(), hearing()];
      const id = newStream();
      const first = await consume('group', before.handle);
      await publish(id, 3);
      await until(() => before.positions(id).length === 3);
      await first.stop();
      await publish(id, 3);
      await consume('group', after.handle, subject.connect());
      await until(() => after.positions(id).includes(6));
      expect(before.positions(id)).toEqual([1, 2, 3]);
      expect(after.positions(id)).toEqual([4, 5, 6]);
    });

    it('finishes what it was handed before it stops, and hands over nothing afterwards', async () => {
      const { opened, open: release } = gate();
      const ear = hearing();
      let done = false;
      const consumer = await consume('group', async (entries) => {
        await ear.handle(entries);
        await opened;
        done = true;
      });
      const id = newStream();
      await publish(id, 1);
      await until(() => ear.heard.length === 1);
      const stopped = consumer.stop();
      release();
      await stopped;
      expect(done).toBe(true);
      await publish(id, 1);
      const next = hearing();
      await consume('group', next.handle);
      await until(() => next.heard.length === 1);
      expect(next.positions(id)).toEqual([2]);
      expect(ear.heard).toHaveLength(1);
    });

    it('brings what was rejected again, before anything later of its stream', async () => {
      const ear = hearing();
      let rejections = 0;
      await consume('group', async (entries) => {
        if (rejections++ < 2) throw new Error('not now');
        await ear.handle(entries);
      });
      const id = newStream();
      await publish(id, 5);
      await until(() => ear.positions(id).length === 5);
      expect(ear.positions(id)).toEqual([1, 2, 3, 4, 5]);
      expect(await lettersOf('group')).toEqual([]);
    });

    it('waits for as long as it takes when what the handler needs is down', async () => {
      const ear = hearing();
      let attempts = 0;
      let down = true;
      await consume('group', async (entries) => {
        attempts++;
        if (down) throw unavailable('the index is down');
        await ear.handle(entries);
      });
      const id = newStream();
      await publish(id, 3);
      await until(() => attempts > 10);
      expect(await lettersOf('group')).toEqual([]);
      down = false;
      await until(() => ear.positions(id).length === 3);
    });

    it('puts a poison entry aside with its error, and loses no other', async () => {
      const [poisoned, healthy] = [hearing(), hearing()];
      const id = newStream();
      const entries = await subject.write(id, 9);
      await consume('poisoned', async (batch) => {
        if (batch.some(({ seq }) => seq === 5)) throw new TypeError('cannot read 5');
        await poisoned.handle(batch);
      });
      await consume('healthy', healthy.handle);
      await stream.publish(entries);
      await until(() => poisoned.positions(id).includes(9));
      expect(poisoned.positions(id)).toEqual([1, 2, 3, 4, 6, 7, 8, 9]);
      await until(async () => (await stream.deadLetters('poisoned').count()) > 0);
      const letters = await lettersOf('poisoned');
      expect(letters).toMatchObject([
        { stream: id, seq: 5, error: expect.stringContaining('cannot read 5') as string },
      ]);
      await until(() => healthy.positions(id).length === 9);
      expect(await lettersOf('healthy')).toEqual([]);
    });

    it('has dead letters tried again, those that are named or all, and keeps those that fail again', async () => {
      const ear = hearing();
      const id = newStream();
      let mended: readonly number[] = [1, 5];
      await consume('group', async (batch) => {
        const poison = batch.find(({ seq }) => !mended.includes(seq));
        if (poison) throw new Error(`not ${poison.seq}`);
        await ear.handle(batch);
      });
      await publish(id, 5);
      const letters = stream.deadLetters('group');
      const seqs = async () => (await letters.list(100)).map(({ seq }) => seq).sort();
      await until(async () => (await seqs()).join() === '2,3,4', PATIENTLY);
      const third = (await letters.list(100)).find(({ seq }) => seq === 3)!;
      expect(await letters.find(third.id)).toMatchObject({ stream: id, seq: 3, error: 'Error: not 3' });
      mended = [1, 3, 5];
      expect(await letters.replay([third.id])).toBe(1);
      await until(() => ear.positions(id).includes(3));
      await until(async () => (await seqs()).join() === '2,4');
      mended = [1, 2, 3, 5];
      expect(await letters.replay()).toBe(2);
      await until(() => ear.positions(id).includes(2));
      await until(async () => (await letters.count()) === 1, PATIENTLY);
      expect(await letters.list(100)).toMatchObject([{ stream: id, seq: 4 }]);
      expect(await letters.find(third.id)).toBeUndefined();
    });
  });
}
