import fc from 'fast-check';
import { FrameReader } from './frame-reader';
import { OPCODE, serverFrame } from './frames';

/** What a reader finds in these pieces, each in a buffer that is overwritten afterwards. */
function readIn(pieces: readonly Buffer[]) {
  const reader = new FrameReader();
  const inbox = Buffer.alloc(Math.max(0, ...pieces.map(({ length }) => length)));
  const found: { opcode: number; payload: string }[] = [];
  for (const piece of pieces) {
    piece.copy(inbox);
    reader.feed(inbox.subarray(0, piece.length));
    while (reader.next())
      found.push({ opcode: reader.opcode, payload: reader.bytes.toString('latin1', reader.start, reader.end) });
    inbox.fill(0xff);
  }
  return found;
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, n) => bytes.subarray(from, at[n] ?? bytes.length));
}

const lengths = fc.oneof(
  fc.integer({ min: 0, max: 200 }),
  fc.constantFrom(0, 125, 126, 127, 65_535, 65_536),
  fc.integer({ min: 65_000, max: 70_000 }),
);
const frames = fc.array(
  fc.record({
    opcode: fc.constantFrom(...Object.values(OPCODE)),
    length: lengths,
    fill: fc.integer({ min: 1, max: 255 }),
  }),
  { maxLength: 8 },
);

it('finds the same frames however TCP cuts them', () => {
  fc.assert(
    fc.property(frames, fc.array(fc.nat(), { maxLength: 30 }), (sent, places) => {
      const payloads = sent.map(({ length, fill }) => Buffer.alloc(length, fill));
      const bytes = Buffer.concat(payloads.map((payload, n) => serverFrame(payload, sent[n]!.opcode)));
      const expected = sent.map(({ opcode }, n) => ({ opcode, payload: payloads[n]!.toString('latin1') }));
      expect(readIn(cut(bytes, places))).toEqual(expected);
    }),
  );
});

it('finds them byte by byte', () => {
  const bytes = Buffer.concat(
    ['', 'a', 'b'.repeat(126), 'c'.repeat(66_000)].map((text) => serverFrame(Buffer.from(text))),
  );
  const pieces = Array.from(bytes, (_, n) => bytes.subarray(n, n + 1));
  expect(readIn(pieces).map(({ payload }) => payload.length)).toEqual([0, 1, 126, 66_000]);
});

it("tells a frame that is not its message's last", () => {
  const reader = new FrameReader();
  reader.feed(Buffer.from([0x01, 1, 0x61, 0x80, 1, 0x62]));
  expect([reader.next(), reader.final, reader.next(), reader.final]).toEqual([true, false, true, true]);
});

it('refuses a masked frame', () => {
  const reader = new FrameReader();
  reader.feed(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x61]));
  expect(() => reader.next()).toThrow('masked');
});
