import type { Framing } from '../../live/outlet';
import type { StreamFormat } from './stream-format';

const NEXT = 'event: next\n';
const DATA = 'data: ';
const END = Buffer.from('\n\n');
const COMPLETE = 'event: complete\ndata:\n\n';
/** Digits of the largest position. */
const ID_BYTES = 'id: \n'.length + 16;

/** A `next` event. JSON has no line breaks, so that it is one line of data; it may have the position as its id. */
export class EventStreamFraming implements Framing {
  readonly overheadBytes = NEXT.length + ID_BYTES + DATA.length + END.length;
  private readonly beforeId = Buffer.from(NEXT);
  private readonly beforeData = Buffer.from(NEXT + DATA);

  constructor(private readonly options: { resumable: boolean }) {}

  put(target: Buffer, from: number, payload: Buffer, position?: number): number {
    let at = from;
    if (this.options.resumable && position !== undefined) {
      target.set(this.beforeId, at);
      at += this.beforeId.length;
      at += target.write(`id: ${position}\n${DATA}`, at, 'latin1');
    } else {
      target.set(this.beforeData, at);
      at += this.beforeData.length;
    }
    target.set(payload, at);
    at += payload.length;
    target.set(END, at);
    return at + END.length;
  }
}

/** An answer that is all there is. `json`: without line breaks. */
export const singleEvent = (json: string): string => `${NEXT}${DATA}${json}\n\n${COMPLETE}`;

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
