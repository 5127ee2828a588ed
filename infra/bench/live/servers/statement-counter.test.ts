import fc from 'fast-check';
import { messageCounter } from './statement-counter';

function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(4 + body.length);
  return Buffer.concat([Buffer.from(type), length, body]);
}

/** What a client says: a start without a type, and then messages, whose bodies look like messages too. */
const messages = fc.array(
  fc.tuple(fc.constantFrom('Q', 'P', 'B', 'E', 'S', 'X'), fc.constantFrom('', 'Q', 'EEEEEEEE', 'Q'.repeat(300))),
);

it('counts the messages that run a statement, however TCP cuts them', () => {
  fc.assert(
    fc.property(messages, fc.integer({ min: 1, max: 50 }), (said, size) => {
      let counted = 0;
      const count = messageCounter(() => counted++);
      const bytes = Buffer.concat([
        message('', Buffer.from('EQEQEQ')),
        ...said.map(([type, body]) => message(type, Buffer.from(body))),
      ]);
      for (let at = 0; at < bytes.length; at += size) count(bytes.subarray(at, at + size));
      expect(counted).toBe(said.filter(([type]) => type === 'Q' || type === 'E').length);
    }),
  );
});
