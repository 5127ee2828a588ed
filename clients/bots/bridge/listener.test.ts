import { ParleyError } from '@parley/client';
import { pino } from 'pino';
import { createBucket } from './bucket.js';
import { createListener, type Listener } from './listener.js';
import { Refusal } from './refusal.js';
import type { Delivery } from './verify.js';

const logger = pino({ level: 'silent' });
let listener: Listener;
let taken: Delivery[];
let take: () => Promise<void>;

beforeEach(async () => {
  taken = [];
  take = async () => undefined;
  listener = createListener({
    ...{ host: '127.0.0.1', port: 0, logger },
    take: (delivery) => {
      taken.push(delivery);
      return take();
    },
  });
  await listener.start();
});
afterEach(() => listener.stop());

const post = (body: string | Uint8Array<ArrayBuffer>, path = '/') =>
  fetch(listener.url() + path, { method: 'POST', headers: { 'webhook-id': 'msg_1' }, body });
const refusal = async (response: Response) => [
  response.status,
  ((await response.json()) as { error: { code: string } }).error.code,
];

it('hands on the bytes as they came, and responds once they are posted', async () => {
  const bytes = Uint8Array.of(0xff, 0x00, 0x7b);
  const { status } = await post(bytes);
  expect(status).toBe(204);
  expect(taken).toEqual([{ id: 'msg_1', timestamp: undefined, signature: undefined, body: Buffer.from(bytes) }]);
});

it('refuses a body that is too large before it is looked at', async () => {
  expect(await refusal(await post(new Uint8Array(65_537)))).toEqual([413, 'VALIDATION_FAILED']);
  expect(taken).toEqual([]);
});

it('refuses what is posted elsewhere', async () => {
  expect(await refusal(await post('{}', '/elsewhere'))).toEqual([404, 'NOT_FOUND']);
});

it('says when to come again', async () => {
  take = () => Promise.reject(new Refusal('RATE_LIMITED', 'Too many', { retryAfterMs: 1_200 }));
  const response = await post('{}');
  expect(response.headers.get('retry-after')).toBe('2');
  expect(await refusal(response)).toEqual([429, 'RATE_LIMITED']);
});

it.each([
  ['IDEMPOTENCY_CONFLICT', 409, 'IDEMPOTENCY_CONFLICT'],
  ['FORBIDDEN', 403, 'FORBIDDEN'],
  ['NOT_FOUND', 404, 'NOT_FOUND'],
  ['VALIDATION_FAILED', 400, 'VALIDATION_FAILED'],
  ['RATE_LIMITED', 429, 'RATE_LIMITED'],
  ['UNAUTHENTICATED', 503, 'UNAVAILABLE'],
  ['CANCELLED', 503, 'UNAVAILABLE'],
] as const)('%s of the service is %d %s', async (code, status, told) => {
  take = () => Promise.reject(new ParleyError('a secret', { code }));
  const response = await post('{}');
  expect(await response.clone().text()).not.toContain('a secret');
  expect(await refusal(response)).toEqual([status, told]);
});

it('stops once all received requests have a response', async () => {
  let posted = () => {};
  take = () => new Promise((resolve) => (posted = resolve));
  const response = post('{}');
  while (taken.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const stopped = listener.stop();
  posted();
  expect((await response).status).toBe(204);
  await stopped;
});

it('a bucket gives as many as it has, and one more when its time has come', () => {
  let now = 0;
  const bucket = createBucket(2, () => now);
  expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([0, 0, 30_000]);
  now = 30_000;
  expect([bucket.take(), bucket.take()]).toEqual([0, 30_000]);
});
