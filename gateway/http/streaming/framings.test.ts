import fc from 'fast-check';
import type { Framing } from '../../live/delivery/transport';
import { EVENT_STREAM } from './event-stream';
import { MULTIPART } from './multipart';

interface Payload {
  json: unknown;
  position?: number;
}

const PAYLOADS: fc.Arbitrary<Payload[]> = fc.array(
  fc.record({ json: fc.jsonValue(), position: fc.option(fc.maxSafeNat(), { nil: undefined }) }),
  { maxLength: 5 },
);

/** Frames side by side, each within the bytes that it said it needs. */
function framed(framing: Framing, payloads: readonly Payload[]): string {
  const target = Buffer.alloc(1_000_000);
  let end = 0;
  for (const { json, position } of payloads) {
    const payload = Buffer.from(JSON.stringify(json));
    const from = end;
    if (framing.mark && position !== undefined) end = framing.mark(target, end, position);
    end = framing.put(target, end, payload);
    expect(end - from).toBeLessThanOrEqual(payload.length + framing.overheadBytes);
  }
  return target.toString('utf8', 0, end);
}

/** As HTML, 9.2.6 says, of what is sent here. */
function events(text: string): { event?: string; data: string; id?: string }[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .map((block) => block.split('\n').filter((line) => line && !line.startsWith(':')))
    .filter((lines) => lines.length > 0)
    .map(
      (lines) => Object.fromEntries(lines.map((line) => [line.split(':')[0]!, line.replace(/^\w+: ?/, '')])) as never,
    );
}

/** Bodies of parts, as RFC 2046, 5.1 says. The first delimiter is the opening's, the last one ends with `--`. */
function parts(text: string): string[] {
  const [preamble, ...rest] = text.split('\r\n--graphql');
  expect(preamble).toBe('');
  expect(rest.at(-1)).toBe('--\r\n');
  return rest.slice(0, -1).map((one) => {
    const [head, ...body] = one.split('\r\n\r\n');
    expect(head).toBe('\r\ncontent-type: application/json');
    return body.join('\r\n\r\n');
  });
}

describe('events', () => {
  it('are what a parser of event streams reads', () => {
    fc.assert(
      fc.property(PAYLOADS, (payloads) => {
        const { opening, heartbeat, completion } = EVENT_STREAM;
        const text = opening + framed(EVENT_STREAM.framing({ resumable: true }), payloads) + heartbeat + completion;
        expect(events(text)).toEqual([
          ...payloads.map(({ json, position }) => ({
            event: 'next',
            data: JSON.stringify(json),
            ...(position !== undefined && { id: String(position) }),
          })),
          { event: 'complete', data: '' },
        ]);
      }),
    );
  });

  it('have no id where nobody could come back with it', () => {
    expect(framed(EVENT_STREAM.framing({ resumable: false }), [{ json: {}, position: 7 }])).not.toContain('id:');
  });

  it('tell of errors as a result, and end', () => {
    const errors = [{ message: 'No', extensions: { code: 'NOT_FOUND' } }];
    expect(events(EVENT_STREAM.failure(errors))).toEqual([
      { event: 'next', data: JSON.stringify({ errors }) },
      { event: 'complete', data: '' },
    ]);
  });

  it('end without an event where the client is to come back', () => {
    expect(EVENT_STREAM.restart({ message: 'The server restarts' })).toBe('');
  });
});

describe('parts', () => {
  it('are what a parser of multipart bodies reads', () => {
    fc.assert(
      fc.property(PAYLOADS, (payloads) => {
        const { opening, heartbeat, completion } = MULTIPART;
        const text = opening + framed(MULTIPART.framing({ resumable: true }), payloads) + heartbeat + completion;
        const expected = [...payloads.map(({ json }) => ({ payload: json })), {}];
        expect(parts(text)).toEqual(expected.map((one) => JSON.stringify(one)));
      }),
    );
  });

  it('are complete as soon as they are written: their delimiter comes with them', () => {
    expect(framed(MULTIPART.framing({ resumable: false }), [{ json: 1 }])).toMatch(/\r\n--graphql$/);
    expect(MULTIPART.heartbeat).toMatch(/\r\n--graphql$/);
  });

  it.each([MULTIPART.failure, (errors: never[]) => MULTIPART.restart(errors[0]!)])('tell of errors, and end', (end) => {
    const errors = [{ message: 'No', extensions: { code: 'UNAVAILABLE' } }];
    expect(parts(MULTIPART.opening + end(errors as never))).toEqual([JSON.stringify({ payload: null, errors })]);
  });
});
