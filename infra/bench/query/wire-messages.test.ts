import fc from 'fast-check';
import { parametersOf, texts, wireMessages, type WireMessage } from './wire-messages';

const bytes = (length: 2 | 4, value: number): Buffer => {
  const made = Buffer.alloc(length);
  made.writeIntBE(value, 0, length);
  return made;
};
const message = (type: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(type), bytes(4, 4 + body.length), body]);

it('gives each message, however TCP cuts them', () => {
  const messages = fc.array(fc.tuple(fc.constantFrom('Q', 'P', 'B', 'E'), fc.constantFrom('', 'Q', 'E'.repeat(300))));
  fc.assert(
    fc.property(messages, fc.integer({ min: 1, max: 50 }), (sent, size) => {
      const received: WireMessage[] = [];
      const read = wireMessages((one) => received.push(one));
      const all = Buffer.concat([
        message('', Buffer.from('EQEQ')),
        ...sent.map(([type, body]) => message(type, Buffer.from(body))),
      ]);
      for (let at = 0; at < all.length; at += size) read(all.subarray(at, at + size));
      expect(received.map(({ type, body }) => [type, String(body)])).toEqual(sent);
    }),
  );
});

const bind = (formats: readonly number[], values: readonly (string | null)[]): Buffer =>
  Buffer.concat([
    Buffer.from('portal\0statement\0'),
    bytes(2, formats.length),
    ...formats.map((format) => bytes(2, format)),
    bytes(2, values.length),
    ...values.flatMap((value) =>
      value === null ? [bytes(4, -1)] : [bytes(4, Buffer.byteLength(value)), Buffer.from(value)],
    ),
  ]);

it('reads the parameters of a statement', () => {
  expect(texts(bind([], []), 2)).toEqual(['portal', 'statement']);
  const values = ['{a,"b"}', null, '', 'Ähn'];
  expect(parametersOf(bind([], values))).toEqual(values);
  expect(parametersOf(bind([0, 0, 0, 0], values))).toEqual(values);
  expect(() => parametersOf(bind([1], ['x']))).toThrow('A parameter is not text');
});
