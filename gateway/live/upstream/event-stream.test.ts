import fc from 'fast-check';
import { eventsOf } from './event-stream';

async function* inChunks(text: string, sizes: readonly number[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length]!;
    yield bytes.subarray(at, (at += size));
  }
}

const read = async (text: string, sizes: readonly number[]) => {
  const events = [];
  for await (const event of eventsOf(inChunks(text, sizes))) events.push(event);
  return events;
};

it('reads events however the bytes are cut, with comments, both line ends and more than ASCII', async () => {
  const text =
    ':\n\nevent: next\r\ndata: {"a":"→ü"}\r\n\r\n: ping\n\nevent:next\ndata: 1\ndata\ndata:  2\nid: 7\n\nevent: complete\n\ndata: cut';
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 }), async (sizes) => {
      expect(await read(text, sizes)).toEqual([
        { name: 'next', data: '{"a":"→ü"}' },
        { name: 'next', data: '1\n\n 2' },
        { name: 'complete', data: '' },
      ]);
    }),
  );
});

it.each(['data: ', 'data: x\n'])('does not keep an event without end: %j', async (part) => {
  async function* endless() {
    const chunk = Buffer.from(part + 'x'.repeat(1_000_000));
    for (;;) yield chunk;
  }
  await expect(eventsOf(endless()).next()).rejects.toThrow('too long');
});
