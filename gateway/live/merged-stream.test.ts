import { notFound, unavailable } from '@parley/contracts/errors';
import type { ExecutionResult } from 'graphql';
import type { LiveStream } from './live';
import { mergedStream } from './merged-stream';

/** A stream that gives what it is told to. */
function aStream() {
  const values: string[] = [];
  let wake: (() => void) | undefined;
  let error: unknown;
  let ended = false;
  const stream: LiveStream = {
    get ended() {
      return ended;
    },
    reauthorize: async () => undefined,
    [Symbol.asyncIterator]: () => stream,
    async next() {
      while (values.length === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve));
      if (error) throw error as Error;
      return ended ? { done: true, value: undefined } : { done: false, value: { data: { said: values.shift() } } };
    },
    async return() {
      ended = true;
      wake?.();
      return { done: true, value: undefined };
    },
  };
  return {
    stream,
    say(value: string) {
      values.push(value);
      wake?.();
    },
    fail(reason: unknown) {
      error = reason;
      ended = true;
      wake?.();
    },
  };
}

const said = async (stream: LiveStream) =>
  ((await stream.next()) as IteratorResult<ExecutionResult<{ said: string }>>).value?.data.said;
const settled = () => new Promise(setImmediate);

describe('several streams as one', () => {
  it('gives what each gives, as it comes, also of one that is added later', async () => {
    const merged = mergedStream(async () => undefined);
    const [one, two] = [aStream(), aStream()];
    await merged.add('one', async () => one.stream);
    one.say('a');
    expect(await said(merged)).toBe('a');
    await merged.add('two', async () => two.stream);
    two.say('b');
    one.say('c');
    expect(new Set([await said(merged), await said(merged)])).toEqual(new Set(['b', 'c']));
    await merged.return();
    expect([one.stream.ended, two.stream.ended]).toEqual([true, true]);
  });

  it('gives nothing of a stream that was taken away or lost access, though it was ready', async () => {
    const merged = mergedStream(async () => undefined);
    const [taken, lost, left] = [aStream(), aStream(), aStream()];
    await merged.add('taken', async () => taken.stream);
    await merged.add('lost', async () => lost.stream);
    await merged.add('left', async () => left.stream);
    taken.say('not this');
    lost.say('nor this');
    await settled();
    merged.remove('taken');
    lost.fail(notFound('Conversation'));
    left.say('this');
    expect(await said(merged)).toBe('this');
    await merged.return();
  });

  it('ends with any other error of a stream, and all its streams with it', async () => {
    const merged = mergedStream(async () => undefined);
    const [one, two] = [aStream(), aStream()];
    await merged.add('one', async () => one.stream);
    await merged.add('two', async () => two.stream);
    const next = merged.next();
    one.fail(unavailable('gone'));
    await expect(next).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(two.stream.ended).toBe(true);
    expect(await merged.next()).toEqual({ done: true, value: undefined });
  });

  it('does not begin a stream that was taken away while it was opened', async () => {
    const merged = mergedStream(async () => undefined);
    const one = aStream();
    let opened: (stream: LiveStream) => void = () => undefined;
    const adding = merged.add('one', () => new Promise((resolve) => (opened = resolve)));
    merged.remove('one');
    opened(one.stream);
    await adding;
    expect(one.stream.ended).toBe(true);
    await merged.return();
  });
});
