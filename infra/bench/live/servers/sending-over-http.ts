import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Outgoing } from './live-server';

/** `POST /send` takes messages as JSON and returns their positions. Baselines have it instead of mutations. */
export const takeMessages =
  (send: (message: Outgoing) => number) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    void text(request).then((body) => {
      const positions = (JSON.parse(body) as Outgoing[]).map(send);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(positions));
    });
  };
