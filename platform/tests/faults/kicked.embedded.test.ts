import { inProcessBus } from '@parley/ports/bus/in-process';
import { createConversation, removeMember, sendMessage } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { listen, numbers, type Listener } from '../../testing/listener';
import { metric } from '../../testing/metric';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

/** Of each person, in each process. */
const SOCKETS = 15;
const PAUSED = 5;
/** Three bytes each, and nothing to index: some are more than the 4 MB that Linux keeps for a connection that is not read. */
const TEXT = '—'.repeat(10_000);

/** Alone it takes seconds, with all there is of a processor. */
const PATIENT = { timeoutMs: 400_000 };

describe('a kick while messages are told to many, in two processes', () => {
  let platform: RunningPlatform;
  let urls: string[];
  let people: TestClient[];
  let id: string;
  const listeners: Listener[] = [];

  beforeAll(async () => {
    platform = await runningPlatform({}, { bus: inProcessBus() });
    urls = [platform.url, (await platform.another()).url];
    people = await Promise.all(['Ann', 'Bob', 'Cara'].map((name) => platform.person(name)));
    id = await createConversation(people[0]!, { members: people.slice(1) });
  });
  afterAll(async () => {
    for (const listener of listeners) listener.drop();
    await platform.close();
  });

  function join({ token }: TestClient, count: number, after = 0): Listener[] {
    const joined = urls.flatMap((url) => numbers(1, count).map(() => listen(url, token, { id, after })));
    listeners.push(...joined);
    return joined;
  }
  const entry = async (which: string): Promise<number> => {
    const [row] = await platform.database.query<{ seq: number }>(
      `select seq from log.entry where stream = $1 and ${which} order by seq desc limit 1`,
      [id],
    );
    return row!.seq;
  };

  it('gives the kicked nothing of after it, on any socket, and the others everything', async () => {
    const [ann, bob, cara] = people as [TestClient, TestClient, TestClient];
    const first = await entry('true');
    const [others, reading, paused] = [
      [...join(ann, SOCKETS), ...join(cara, SOCKETS)],
      join(bob, SOCKETS),
      join(bob, PAUSED),
    ];
    await until(() => listeners.every(({ seqs }) => seqs.length === first));
    for (const { socket } of paused) socket.pause();

    const pouring = { over: false, sent: 0 };
    const pour = async () => {
      for (; !pouring.over; pouring.sent++) await sendMessage(ann, id, TEXT);
    };
    const writers = numbers(1, 8).map(pour);
    const congested = async () => {
      for (const { socket } of paused) socket.pong();
      const counts = await Promise.all(urls.map((url) => metric(url, 'parley_live_congested_connections')));
      return counts.every((count) => count >= PAUSED);
    };
    let late: Listener[];
    try {
      await until(congested, { ...PATIENT, everyMs: 200 });
      const kick = removeMember(ann, id, bob);
      late = join(bob, SOCKETS, first);
      await kick;
      const soFar = pouring.sent;
      await until(() => pouring.sent > soFar + 50);
    } finally {
      pouring.over = true;
      await Promise.all(writers);
    }

    const [cut, last] = [await entry(`type = 'MemberLeft'`), await entry('true')];
    expect(last).toBeGreaterThan(cut + 50);
    await until(() => others.every(({ seqs }) => seqs.length >= last), PATIENT);
    for (const { seqs, over } of others) expect({ seqs, over }).toEqual({ seqs: numbers(1, last), over: undefined });

    for (const { socket } of paused) socket.resume();
    const kicked = [...reading, ...paused, ...late];
    await until(() => kicked.every(({ over }) => over));
    for (const { seqs, over } of kicked) {
      expect(over).toEqual(['NOT_FOUND']);
      expect(seqs.at(-1) ?? 0).toBeLessThan(cut);
    }
    for (const { seqs } of [...reading, ...paused]) {
      expect(seqs).toEqual(numbers(1, seqs.length));
      expect(seqs.length).toBeGreaterThan(first);
    }
    for (const { seqs } of late) expect(seqs).toEqual(numbers(first + 1, first + seqs.length));

    const back = [0, first, cut - 1, cut, last].flatMap((after) => join(bob, 1, after));
    await until(() => back.every(({ over }) => over));
    for (const { seqs, over } of back) expect({ seqs, over }).toEqual({ seqs: [], over: ['NOT_FOUND'] });
  });
});
