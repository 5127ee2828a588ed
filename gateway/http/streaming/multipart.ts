import type { Framing } from '../../live/delivery/transport';
import type { StreamFormat } from './stream-format';

const DELIMITER = '\r\n--graphql';
const BEFORE = '\r\ncontent-type: application/json\r\n\r\n';
const PREFIX = Buffer.from(`${BEFORE}{"payload":`);
const SUFFIX = Buffer.from(`}${DELIMITER}`);
const CLOSE = '--\r\n';

/** A part whose delimiter comes with it: clients take a part once they have seen that it ends. */
export class MultipartFraming implements Framing {
  readonly overheadBytes = PREFIX.length + SUFFIX.length;

  put(target: Buffer, from: number, payload: Buffer): number {
    target.set(PREFIX, from);
    target.set(payload, from + PREFIX.length);
    const at = from + PREFIX.length + payload.length;
    target.set(SUFFIX, at);
    return at + SUFFIX.length;
  }
}

const part = (json: string): string => BEFORE + json + DELIMITER;

/** https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol */
export const MULTIPART: StreamFormat = {
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  opening: DELIMITER,
  heartbeat: part('{}'),
  framing: () => new MultipartFraming(),
  completion: CLOSE,
  failure: (errors) => part(JSON.stringify({ payload: null, errors })) + CLOSE,
  restart: (error) => MULTIPART.failure([error]),
};
