import { notFound } from '@parley/contracts/errors';
import type { Envelope } from '@parley/contracts/live';
import { until } from '@parley/testing/until';
import fc from 'fast-check';
import { aRoom, envelope, positions } from '../room.fixture';

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('readers of a topic', () => {
  it('get every event once and in order, whatever the bus drops, repeats or reorders', async () => {
    const fates = fc.array(fc.constantFrom('arrives', 'is lost', 'comes twice', 'comes late', 'comes much later'), {
      minLength: 1,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(fates, fc.nat(59), fc.constantFrom(300, 1_000_000), async (fate, start, frameBytes) => {
        const room = await aRoom({ frameBytes });
        const early = room.reader();
        const late: Envelope[] = [];
        for (const [n, what] of fate.entries()) {
          const made = room.commit();
          if (what === 'arrives' || what === 'comes twice') await room.publish(made);
          if (what === 'comes twice') await room.publish(made);
          if (what === 'comes late' && n % 3 === 0) await room.publish(late.pop());
          if (what.startsWith('comes ') && what !== 'comes twice') late.push(made);
          if (n % 7 === 0) await new Promise(setImmediate);
        }
        const after = Math.min(start, fate.length);
        const resumed = room.reader({ after });
        for (const made of late) await room.publish(made);
        room.compare();
        expect(await early.upTo(fate.length)).toEqual(positions(fate.length));
        expect(await resumed.upTo(fate.length - after)).toEqual(positions(fate.length, after + 1));
        room.close();
      }),
      { numRuns: 60 },
    );
  });

  it('share one execution an event, and what many are behind with is made again once', async () => {
    const room = await aRoom();
    for (let n = 0; n < 5; n++) room.commit();
    room.compare();
    const early = Array.from({ length: 50 }, () => room.reader());
    for (const reader of early) expect(await reader.upTo(5)).toEqual(positions(5));
    expect(room.counts.executions).toBe(5);
    const behind = Array.from({ length: 50 }, () => room.reader({ after: 0 }));
    for (const reader of behind) expect(await reader.upTo(5)).toEqual(positions(5));
    expect(room.counts.executions).toBe(5);
    room.view.purged();
    for (const reader of Array.from({ length: 50 }, (_, n) => room.reader({ after: n % 5 }))) await reader.upTo(1);
    expect(room.counts.executions).toBeLessThanOrEqual(10);
    room.close();
  });

  it('end with NOT_FOUND where an envelope cuts them, and go on where it does not', async () => {
    const room = await aRoom();
    const ann = room.reader({ viewer: 'ann' });
    const bob = room.reader({ viewer: 'bob' });
    await room.publish(room.commit());
    expect(await ann.upTo(1)).toEqual([1]);
    await room.publish(room.commit({ cuts: { viewer: 'ann' } }));
    await room.publish(room.commit());
    await expect(ann.over).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await bob.upTo(3)).toEqual([1, 2, 3]);
    expect(ann.seqs()).toEqual([1]);
    room.close();
  });

  it('are given nothing that was ready when they were cut off', async () => {
    const room = await aRoom();
    const ann = room.reader();
    ann.stall();
    await room.publish(room.commit());
    await until(() => ann.state.writes === 1);
    await room.publish(room.commit());
    await room.publish(room.commit({ cuts: { viewer: 'ann' } }));
    await expect(ann.over).rejects.toMatchObject({ code: 'NOT_FOUND' });
    ann.drain();
    await settled();
    expect(ann.seqs()).toEqual([1]);
    room.close();
  });

  it('are cut at once, also when the envelope comes before its turn and when the bus lost it', async () => {
    for (const lost of [false, true]) {
      const room = await aRoom();
      const ann = room.reader();
      room.commit();
      const cut = room.commit({ cuts: { viewer: 'ann' } });
      if (lost) room.compare();
      else await room.publish(cut);
      await expect(ann.over).rejects.toMatchObject({ code: 'NOT_FOUND' });
      room.close();
    }
  });

  it('are cut also where that happened between their authorization and their first look', async () => {
    const room = await aRoom();
    await room.publish(room.commit());
    await room.publish(room.commit({ cuts: { viewer: 'ann' } }));
    await room.publish(room.commit());
    const ann = room.reader({ after: 0, authorizedAt: 1 });
    await expect(ann.over).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(ann.seqs()).toEqual([]);
    room.close();
  });

  it('are asked again where what cut others off is not known any more', async () => {
    const room = await aRoom({ position: 5 });
    room.entries.push(...positions(5).map((seq) => envelope(seq)));
    const ann = room.reader({ after: 3, authorizedAt: 3, authorize: () => Promise.reject(notFound('Room')) });
    const bob = room.reader({ after: 3, authorizedAt: 3 });
    await expect(ann.over).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await bob.upTo(2)).toEqual([4, 5]);
    expect(ann.seqs()).toEqual([]);
    room.close();
  });

  it('are held while it is asked whether they may read on, where all but members are cut off', async () => {
    const room = await aRoom();
    let answer: () => void = () => undefined;
    const stays = room.reader({ viewer: 'member', authorize: () => new Promise((resolve) => (answer = resolve)) });
    const goes = room.reader({ viewer: 'guest', authorize: () => Promise.reject(notFound('Room')) });
    await room.publish(room.commit({ cuts: 'non-members' }));
    await expect(goes.over).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await settled();
    expect([stays.seqs(), goes.seqs()]).toEqual([[], []]);
    answer();
    expect(await stays.upTo(1)).toEqual([1]);
    room.close();
  });

  it('are not cut where they came back and were authorized after the cut', async () => {
    const room = await aRoom();
    room.commit({ cuts: { viewer: 'ann' } });
    room.commit();
    const ann = room.reader({ after: 0, authorizedAt: 2 });
    await room.publish(room.entries[0]);
    await room.publish(room.entries[1]);
    expect(await ann.upTo(2)).toEqual([1, 2]);
    room.close();
  });

  it('are not shown any more what was deleted before it was written to them', async () => {
    const room = await aRoom();
    const [ann, slow] = [room.reader(), room.reader()];
    slow.stall();
    await room.publish(room.commit());
    await until(() => slow.state.writes === 1);
    await room.publish(room.commit({ event: 'secret' }));
    await ann.upTo(2);
    room.entries[1] = envelope(2, { event: 'nothing' });
    await room.publish(room.commit({ purges: true, event: 'deleted' }));
    slow.drain();
    expect(await slow.upTo(3)).toEqual([1, 2, 3]);
    expect(slow.lines).toMatchObject([{}, { event: 'nothing' }, { event: 'deleted' }]);
    room.close();
  });

  it('are told to resync when the log starts anew', async () => {
    const room = await aRoom();
    const ann = room.reader();
    room.topic.compare({ seq: 0, epoch: 'another' });
    await expect(ann.over).rejects.toMatchObject({ code: 'RESYNC_REQUIRED' });
    room.close();
  });

  it('get nothing after they ended, and end once', async () => {
    const room = await aRoom();
    const ann = room.reader();
    await room.publish(room.commit());
    ann.stream.end();
    await ann.over;
    await room.publish(room.commit());
    await settled();
    expect(ann.seqs()).toEqual([]);
    room.close();
  });
});
