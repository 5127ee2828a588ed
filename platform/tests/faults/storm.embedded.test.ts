import { createConversation, sendMessage } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { listen, numbers, type Listener } from '../../testing/listener';
import { metric } from '../../testing/metric';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const PEOPLE = 5;
const ROOMS = 10;
const EACH_ROOM = 50;
/** Where the log is, and whether the person is a member: at most, as those who come at the same time are asked for together. */
const PER_SOCKET = 1;
/**
 * What a process asks the database meanwhile for other reasons, at most: far less than one for each socket. Some of it, it
 * asks every so often.
 */
const BESIDE = 150;
const BESIDE_A_SECOND = 10;

/** Alone it takes seconds, with all there is of a processor. */
const PATIENT = { timeoutMs: 400_000 };

interface Place {
  id: string;
  token: string;
}

describe('a reconnect storm', () => {
  let platform: RunningPlatform;
  let people: TestClient[];
  let rooms: string[];
  /** By room, the position of its last event. */
  const heads = new Map<string, number>();
  const listeners: Listener[] = [];

  beforeAll(async () => {
    platform = await runningPlatform();
    people = await Promise.all(numbers(1, PEOPLE).map((n) => platform.person(`Person ${n}`)));
    rooms = await Promise.all(
      numbers(1, ROOMS).map(() => createConversation(people[0]!, { members: people.slice(1) })),
    );
    const found = await platform.database.query<{ stream: string; seq: number }>(
      'select stream, seq from log.stream_head where stream = any ($1::uuid[])',
      [rooms],
    );
    for (const { stream, seq } of found) heads.set(stream, seq);
  });
  afterEach(async () => {
    for (const listener of listeners.splice(0)) listener.drop();
    await until(async () => (await metric(platform.url, 'parley_live_open_streams')) === 0, {
      timeoutMs: 20_000,
      everyMs: 100,
    });
  });
  afterAll(() => platform.close());

  async function send(id: string): Promise<void> {
    const { seq } = await sendMessage(people[0]!, id, 'and another one');
    heads.set(id, Math.max(heads.get(id)!, seq));
  }

  /** So many places in each room, of everybody in turn. */
  const places = (eachRoom: number): Place[] =>
    rooms.flatMap((id) => numbers(0, eachRoom - 1).map((n) => ({ id, token: people[n % PEOPLE]!.token })));

  function join({ id, token }: Place, after: number): Listener {
    const listener = listen(platform.url, token, { id, after });
    listeners.push(listener);
    return listener;
  }

  const caughtUp = (taken: readonly Place[], those: readonly Listener[]) =>
    until(() => taken.every(({ id }, n) => those[n]!.seqs.at(-1) === heads.get(id)), PATIENT);

  it('leaves everybody with everything, in order and once, while others send', async () => {
    const taken = places(EACH_ROOM);
    const first = taken.map((place) => join(place, 0));
    const sending = { over: false };
    const pour = async () => {
      for (let n = 0; !sending.over; n++) await send(rooms[n % ROOMS]!);
    };
    const pouring = pour();
    const more = async (those: readonly Listener[], seen: (n: number) => number) =>
      until(() => those.every(({ seqs }, n) => (seqs.at(-1) ?? 0) > seen(n)), PATIENT);
    let second: Listener[];
    try {
      await more(first, () => PEOPLE + 1);
      for (const listener of first) listener.drop();
      second = taken.map((place, n) => join(place, first[n]!.seqs.at(-1)!));
      await more(second, (n) => first[n]!.seqs.at(-1)! + 1);
    } finally {
      sending.over = true;
      await pouring;
    }
    await caughtUp(taken, second);
    for (const [n, { id }] of taken.entries())
      expect([...first[n]!.seqs, ...second[n]!.seqs]).toEqual(numbers(1, heads.get(id)!));
  });

  it('asks the database for each socket only whether its person may, and for each room what they missed', async () => {
    const missed = 20;
    for (const id of rooms) for (let n = 0; n < missed; n++) await send(id);

    /** Statements until so many sockets a room have come, and have all that they missed. */
    async function statements(eachRoom: number): Promise<number> {
      const taken = places(eachRoom);
      const began = performance.now();
      const before = platform.database.statements;
      const come = taken.map((place) => join(place, heads.get(place.id)! - missed));
      await caughtUp(taken, come);
      const asked = platform.database.statements - before;
      const beside = (BESIDE_A_SECOND * (performance.now() - began)) / 1_000;
      for (const listener of come) listener.drop();
      await until(async () => (await metric(platform.url, 'parley_live_open_streams')) === 0, {
        timeoutMs: 20_000,
        everyMs: 100,
      });
      return asked - beside;
    }

    const one = await statements(1);
    const many = await statements(EACH_ROOM);
    const more = ROOMS * (EACH_ROOM - 1);
    expect(many - one).toBeLessThan(PER_SOCKET * more + BESIDE);
  });
});
