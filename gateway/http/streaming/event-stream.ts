import type { Framing } from '../../live/delivery/transport';
import type { StreamFormat } from './stream-format';

const NEXT = 'event: next\ndata: ';
const PREFIX = Buffer.from(NEXT);
const SUFFIX = Buffer.from('\n\n');
const COMPLETE = 'event: complete\ndata:\n\n';
/** Of an id, with the digits of the largest position. */
const ID_BYTES = 'id: \n'.length + 16;

/** A `next` event. JSON has no line breaks, so that it is one line of data; it may have the position as its id. */
export class EventStreamFraming implements Framing {
  readonly overheadBytes = ID_BYTES + PREFIX.length + SUFFIX.length;
  readonly mark: Framing['mark'];

  constructor({ resumable }: { resumable: boolean }) {
    this.mark = resumable ? putId : undefined;
  }

  put(target: Buffer, from: number, payload: Buffer): number {
    target.set(PREFIX, from);
    target.set(payload, from + PREFIX.length);
    const at = from + PREFIX.length + payload.length;
    target.set(SUFFIX, at);
    return at + SUFFIX.length;
  }
}

const putId = (target: Buffer, at: number, position: number): number =>
  at + target.write(`id: ${position}\n`, at, 'latin1');

/** A response of one result. `json`: without line breaks. */
export const singleEvent = (json: string): string => `${NEXT}${json}\n\n${COMPLETE}`;

/**
 * Distinct connections of https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md. It knows `next` and
 * `complete`, so that errors are a result; clients come back by themselves where a response ends without `complete`.
 */
export const EVENT_STREAM: StreamFormat = {
  contentType: 'text/event-stream; charset=utf-8',
  // some browsers do not see the headers before there is a body
  opening: ':\n\n',
  heartbeat: ':\n\n',
  framing: (options) => new EventStreamFraming(options),
  completion: COMPLETE,
  failure: (errors) => singleEvent(JSON.stringify({ errors })),
  restart: () => '',
};
