import { acceptedStream } from './accept';
import { EVENT_STREAM } from './event-stream';
import { MULTIPART } from './multipart';

const EVENTS_ALWAYS = { format: EVENT_STREAM, always: true };
const EVENTS = { format: EVENT_STREAM, always: false };
const PARTS = { format: MULTIPART, always: false };

it.each([
  ['text/event-stream', EVENTS_ALWAYS],
  ['Text/Event-Stream; charset=utf-8', EVENTS_ALWAYS],
  ['text/event-stream, application/json', EVENTS_ALWAYS],
  ['text/event-stream, */*;q=0.1', EVENTS_ALWAYS],
  ['application/json;q=0.5, text/event-stream', EVENTS_ALWAYS],
  // as urql sends it with whatever it asks
  ['application/graphql-response+json, application/json, text/event-stream, multipart/mixed', EVENTS],
  ['*/*, text/event-stream', EVENTS],
  ['text/event-stream;q=0.5, application/json', EVENTS],
  // as Apollo Client sends it with subscriptions
  ['multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json', PARTS],
  ['multipart/mixed; subscriptionSpec="1.0"', PARTS],
  ['multipart/mixed;subscriptionSpec=1.0, text/event-stream', PARTS],
  ['multipart/mixed;subscriptionSpec=1.0;q=0.1, text/event-stream', EVENTS_ALWAYS],
  ['multipart/mixed;subscriptionSpec=2.0', undefined],
  ['multipart/mixed;deferSpec=20220824', undefined],
  ['text/event-stream;q=0', undefined],
  ['application/json', undefined],
  ['text/*, */*', undefined],
  ['', undefined],
  [undefined, undefined],
])('%s', (header, accepted) => {
  expect(acceptedStream(header)).toEqual(accepted);
});
