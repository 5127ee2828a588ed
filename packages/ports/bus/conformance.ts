/// <reference types="jest" />
import { until } from '@parley/testing/until';
import type { LiveBus } from './live-bus';

interface Subject {
  bus: LiveBus;
  /** The same bus as another process has it. Where there is none but this process, the same. */
  elsewhere: LiveBus;
  close?(): Promise<void>;
}

const ODD_TOPICS = [
  '',
  ' ',
  'a b\tc',
  'line\nbreak',
  'nul\0inside',
  'conv:*',
  'conv:[a-z]?',
  'back\\slash',
  '__proto__',
  'constructor',
  'ü 三 🎈',
  'x'.repeat(2_000),
];

/** What a test tells the end of a topic's messages by. */
const MARK = 'that was all';

const VALUES: unknown[] = [
  null,
  true,
  0,
  -1.5,
  '',
  'zwei ü 三 🎈 \u0000 \u2028',
  [],
  {},
  { a: [1, { b: null }], 'ключ ': 'x'.repeat(200_000) },
];

/** What every adapter of LiveBus does while nothing breaks. Call it in the adapter's test file. */
export function describeLiveBus(adapter: string, open: () => Promise<Subject>): void {
  describe(`${adapter} as LiveBus`, () => {
    let subject: Subject;
    let bus: LiveBus;
    let elsewhere: LiveBus;
    beforeEach(async () => {
      subject = await open();
      ({ bus, elsewhere } = subject);
    });
    afterEach(() => subject.close?.());

    /** Everything that a listener of the topic heard, as it grows, but for marks. */
    async function listen(on: LiveBus, topic: string): Promise<unknown[]> {
      const heard: unknown[] = [];
      await on.subscribe(topic, (message) => message !== MARK && heard.push(message));
      return heard;
    }

    /** Resolves when what was published to the topic through this bus has been heard wherever it is going to be. */
    async function settle(topic: string, on: LiveBus): Promise<void> {
      const waiting = new Set([bus, elsewhere]);
      for (const one of [...waiting]) await one.subscribe(topic, (message) => message === MARK && waiting.delete(one));
      await on.publish(topic, MARK);
      await until(() => waiting.size === 0);
    }

    it('hears what is published after subscribing, here and elsewhere, once', async () => {
      const lists = [await listen(bus, 'a'), await listen(elsewhere, 'a')];
      await bus.publish('a', 'one');
      await elsewhere.publish('a', 'two');
      await until(() => lists.every(({ length }) => length === 2));
      await settle('a', bus);
      await settle('a', elsewhere);
      for (const list of lists) expect([...list].sort()).toEqual(['one', 'two']);
    });

    it('hears the very first message after subscribing, time after time', async () => {
      for (let n = 0; n < 50; n++) {
        const heard = await listen(elsewhere, `first ${n}`);
        await bus.publish(`first ${n}`, n);
        await until(() => heard.length > 0);
      }
    });

    it('gives each of several listeners of a topic every message', async () => {
      const lists = await Promise.all([listen(bus, 'a'), listen(bus, 'a'), listen(elsewhere, 'a'), listen(bus, 'a')]);
      await bus.publish('a', 1);
      await bus.publish('a', 2);
      await settle('a', bus);
      expect(lists).toEqual(lists.map(() => [1, 2]));
    });

    it('counts one function that listens twice as two listeners', async () => {
      const heard: unknown[] = [];
      const listener = (message: unknown) => message !== MARK && heard.push(message);
      const leave = await bus.subscribe('a', listener);
      await bus.subscribe('a', listener);
      await bus.publish('a', 1);
      await settle('a', bus);
      leave();
      await bus.publish('a', 2);
      await settle('a', bus);
      expect(heard).toEqual([1, 1, 2]);
    });

    it('keeps the order of each publisher on a topic', async () => {
      const lists = [await listen(bus, 'a'), await listen(elsewhere, 'a')];
      const sent = Array.from({ length: 2_000 }, (_, n) => n);
      await Promise.all(sent.flatMap((n) => [bus.publish('a', n), elsewhere.publish('a', -1 - n)]));
      await Promise.all([settle('a', bus), settle('a', elsewhere)]);
      for (const list of lists as number[][]) {
        expect(list.filter((n) => n >= 0)).toEqual(sent);
        expect(list.filter((n) => n < 0)).toEqual(sent.map((n) => -1 - n));
      }
    });

    it('hears nothing after unsubscribing returns', async () => {
      const heard: unknown[] = [];
      const leave = await elsewhere.subscribe('a', (message) => message !== MARK && heard.push(message));
      await bus.publish('a', 'before');
      await settle('a', bus);
      await bus.publish('a', 'perhaps on its way');
      leave();
      const then = heard.length;
      await bus.publish('a', 'after');
      await settle('a', bus);
      expect(heard).toHaveLength(then);
      expect(heard[0]).toBe('before');
    });

    it('hears nothing more when it unsubscribes while it listens, nor do others that it unsubscribes', async () => {
      const heard: string[] = [];
      const leaves: (() => void)[] = [];
      for (const name of ['first', 'second']) {
        const listener = () => {
          heard.push(name);
          for (const leave of leaves) leave();
        };
        leaves.push(await bus.subscribe('a', listener));
      }
      await bus.publish('a', 1);
      await settle('a', bus);
      expect(heard).toHaveLength(1);
    });

    it('goes on for the others when one unsubscribes, also when it does so twice', async () => {
      const leave = await bus.subscribe('a', () => undefined);
      const stays = await listen(bus, 'a');
      leave();
      leave();
      await bus.publish('a', 'still here');
      await settle('a', bus);
      expect(stays).toEqual(['still here']);
    });

    it('hears again when it subscribes right after the last one has gone', async () => {
      (await bus.subscribe('a', () => undefined))();
      const pending = bus.subscribe('a', () => undefined);
      const heard = await listen(bus, 'a');
      (await pending)();
      await elsewhere.publish('a', 1);
      await settle('a', elsewhere);
      expect(heard).toEqual([1]);
    });

    it('lets a listener that throws harm no other', async () => {
      await bus.subscribe('a', () => {
        throw new Error('a listener that fails');
      });
      const heard = await listen(bus, 'a');
      await bus.publish('a', 1);
      await bus.publish('a', 2);
      await settle('a', bus);
      expect(heard).toEqual([1, 2]);
    });

    it('carries any JSON value as it is', async () => {
      const heard = await listen(elsewhere, 'a');
      for (const value of VALUES) await bus.publish('a', value);
      await until(() => heard.length === VALUES.length);
      expect(heard).toEqual(VALUES);
    });

    it('keeps topics apart, whatever their names', async () => {
      const lists = await Promise.all(ODD_TOPICS.map((topic) => listen(elsewhere, topic)));
      for (const topic of ODD_TOPICS) await bus.publish(topic, `of ${topic}`);
      for (const topic of ODD_TOPICS) await settle(topic, bus);
      expect(lists).toEqual(ODD_TOPICS.map((topic) => [`of ${topic}`]));
    });

    it('has room for many topics', async () => {
      const topics = Array.from({ length: 5_000 }, (_, n) => `topic ${n}`);
      const lists = await Promise.all(topics.map((topic) => listen(elsewhere, topic)));
      await Promise.all(topics.map((topic) => bus.publish(topic, topic)));
      await until(() => lists.every(({ length }) => length > 0));
      expect(lists).toEqual(topics.map((topic) => [topic]));
    });
  });
}
