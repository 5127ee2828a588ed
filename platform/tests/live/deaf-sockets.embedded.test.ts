import { createConversation, sendMessage } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { listen, numbers, type Listener } from '../../testing/listener';
import { metric } from '../../testing/metric';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const EACH = 200;
/** Three bytes each, and nothing to index: all of them are more than the 4 MB that Linux keeps for a connection that is not read. */
const TEXT = '—'.repeat(10_000);
const TEXTS = 160;
const AT_ONCE = 20;
const KEPT_BYTES = 16_777_216;
/** What a connection is handed in a turn, with the frame that goes beyond it. */
const TURN_BYTES = 65_536 + 2 * Buffer.byteLength(TEXT);

describe('a room where half of the sockets never read', () => {
  let platform: RunningPlatform;
  let people: TestClient[];
  let id: string;
  let listeners: Listener[] = [];

  beforeAll(async () => {
    platform = await runningPlatform({
      // others may use the processors for a while: then nobody takes anything
      LIVE_STUCK_SECONDS: '8',
      LIVE_FRAME_BYTES: String(KEPT_BYTES),
      SOCKETS_PER_USER: String(2 * EACH),
    });
    people = await Promise.all(['Ann', 'Bob'].map((name) => platform.person(name)));
    id = await createConversation(people[0]!, { members: [people[1]!] });
  });
  afterAll(async () => {
    for (const listener of listeners) listener.drop();
    await platform.close();
  });

  const joined = ({ token }: TestClient): Listener[] =>
    Array.from({ length: EACH }, () => listen(platform.url, token, { id, after: 0 }));
  const measured = (name: string) => metric(platform.url, `parley_live_${name}`);

  it('tells the others everything, closes those, and keeps little for them', async () => {
    const [ann, bob] = people as [TestClient, TestClient];
    const [good, deaf] = [joined(ann), joined(bob)];
    listeners = [...good, ...deaf];
    // both are members by then
    const before = 2;
    await until(() => listeners.every(({ seqs }) => seqs.length === before));
    for (const { socket } of deaf) socket.pause();
    // who does not read answers no ping either, unless unasked (RFC 6455, 5.5.3)
    const seemAlive = () => deaf.forEach(({ socket }) => socket.pong());
    const most = { waiting: 0, kept: 0 };
    async function look(): Promise<void> {
      seemAlive();
      most.waiting = Math.max(most.waiting, await measured('congested_bytes'));
      most.kept = Math.max(most.kept, await measured('kept_bytes'));
    }

    for (let n = 0; n < TEXTS; n += AT_ONCE) {
      await Promise.all(numbers(1, AT_ONCE).map(() => sendMessage(ann, id, TEXT)));
      await look();
    }
    const last = before + TEXTS;
    await until(() => good.every(({ seqs }) => seqs.length >= last), { timeoutMs: 400_000 });
    for (const { seqs, closed } of good)
      expect({ seqs, closed }).toEqual({ seqs: numbers(1, last), closed: undefined });

    const closed = async () => {
      await look();
      return (await measured('too_slow_total')) === EACH;
    };
    await until(closed, { everyMs: 500 });
    expect(most.waiting).toBeGreaterThan(0);
    expect(most.waiting).toBeLessThan(EACH * TURN_BYTES);
    expect(most.kept).toBeLessThanOrEqual(KEPT_BYTES);

    for (const { socket } of deaf) socket.resume();
    await until(() => deaf.every(({ closed }) => closed !== undefined));
    for (const { seqs, closed } of deaf) {
      expect(closed).toBe(1013);
      expect(seqs).toEqual(numbers(1, seqs.length));
      expect(seqs.length).toBeLessThan(last);
    }
    await until(async () => (await measured('congested_connections')) === 0);
    expect(await measured('congested_bytes')).toBe(0);

    const heard = Math.min(...deaf.map(({ seqs }) => seqs.length));
    const back = listen(platform.url, bob.token, { id, after: heard });
    listeners.push(back);
    await until(() => back.seqs.length === last - heard);
    expect(back.seqs).toEqual(numbers(heard + 1, last));
  });
});
