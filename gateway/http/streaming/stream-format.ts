import type { GraphQLFormattedError } from 'graphql';
import type { Framing } from '../../live/delivery/transport';

/** How the results of one operation are written into one response. All of it is text in UTF-8. */
export interface StreamFormat {
  readonly contentType: string;
  /** Written first, together with the headers. */
  readonly opening: string;
  /** Shows what is between here and the client that a quiet response is not a dead one; clients skip it. */
  readonly heartbeat: string;
  /** `resumable`: a client may come back with the last event's id, and gets what came after it. */
  framing(options: { resumable: boolean }): Framing;
  /** Written last. There is nothing more. */
  readonly completion: string;
  /** Written last. The operation ends with errors, or did not begin. */
  failure(errors: readonly GraphQLFormattedError[]): string;
  /** Written last. The server goes, and the client is to come back. */
  restart(error: GraphQLFormattedError): string;
}
