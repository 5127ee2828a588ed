import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Outgoing } from './live-server';

/** `POST /send`: messages as JSON, answered with their positions. What baselines take instead of mutations. */
export const takeMessages =
  (send: (message: Outgoing) => number) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    void text(request).then((body) => {
      const positions = (JSON.parse(body) as Outgoing[]).map(send);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(positions));
    });
  };
