import { PassThrough, type Writable } from 'node:stream';
import { until } from '@parley/testing/until';
import fc from 'fast-check';
import { WebSocketFraming } from './web-socket-framing';

/** The parser of ws, which its types leave out. */
const { Receiver } = jest.requireActual<{ Receiver: new (options: { isServer: boolean }) => Writable }>('ws');

it('is what another implementation reads as one text message each, whatever the length', async () => {
  const size = fc.oneof(fc.nat(200), fc.integer({ min: 65_400, max: 65_700 }), fc.constantFrom(0, 125, 126, 127));
  await fc.assert(
    fc.asyncProperty(fc.array(size, { minLength: 1, maxLength: 5 }), fc.string(), async (sizes, id) => {
      const framing = new WebSocketFraming(id);
      const target = Buffer.alloc(700_000);
      let end = 0;
      for (const length of sizes) {
        const payload = Buffer.from(JSON.stringify({ text: 'é'.repeat(length) }));
        const from = end;
        end = framing.put(target, from, payload);
        expect(end - from).toBeLessThanOrEqual(payload.length + framing.overheadBytes);
      }
      const messages: unknown[] = [];
      const receiver = new Receiver({ isServer: false });
      receiver.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString())));
      new PassThrough().end(target.subarray(0, end)).pipe(receiver);
      await until(() => messages.length === sizes.length, { everyMs: 1 });
      expect(messages).toEqual(sizes.map((length) => ({ id, type: 'next', payload: { text: 'é'.repeat(length) } })));
    }),
    { numRuns: 30 },
  );
});
