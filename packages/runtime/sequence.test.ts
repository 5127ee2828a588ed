import { createSequence, createSequences } from './sequence';

const steps = () => new Promise((resolve) => setImmediate(resolve));

describe('a sequence', () => {
  it('gives turns in the order of the places, in whichever order they are left', async () => {
    const sequence = createSequence();
    const places = [1, 2, 3].map(() => sequence.take());
    const turns: number[] = [];
    places.forEach(({ turn }, n) => void turn.then(() => turns.push(n + 1)));
    places[1]!.leave();
    await steps();
    expect(turns).toEqual([1]);
    places[0]!.leave();
    await steps();
    expect(turns).toEqual([1, 2, 3]);
  });

  it('of one key waits for no other, and is kept as long as somebody has a place', async () => {
    const sequences = createSequences();
    const [a, b, again] = [sequences.take('a'), sequences.take('b'), sequences.take('a')];
    await b.turn;
    expect(sequences.size).toBe(2);
    b.leave();
    a.leave();
    await again.turn;
    expect(sequences.size).toBe(1);
    again.leave();
    expect(sequences.size).toBe(0);
  });
});
