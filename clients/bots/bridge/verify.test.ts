import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { keyOf, verify, type Delivery } from './verify.js';

// the vector of the Standard Webhooks libraries
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const GOOD: Delivery = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  body: Buffer.from('{"test": 2432232314}'),
};
const NOW = 1_614_265_330_000;
const key = keyOf(SECRET)!;

it('takes what is signed', () => {
  expect(verify(GOOD, key, NOW)).toBe('good');
});

it('takes one of several signatures, while a secret is being replaced', () => {
  const signature = `v1,${Buffer.alloc(32).toString('base64')} v1a,${GOOD.signature!.slice(3)} ${GOOD.signature!}`;
  expect(verify({ ...GOOD, signature }, key, NOW)).toBe('good');
});

it.each([
  [-300, 'good'],
  [300, 'good'],
  [-301, 'old'],
  [301, 'old'],
])('at %d seconds after it is %s', (seconds, verdict) => {
  expect(verify(GOOD, key, NOW + seconds * 1_000)).toBe(verdict);
});

it.each<[string, Partial<Delivery>]>([
  ['no id', { id: undefined }],
  ['an id that is too long', { id: 'x'.repeat(256) }],
  ['no timestamp', { timestamp: undefined }],
  ['a timestamp that is none', { timestamp: '1614265330.5' }],
  ['no signature', { signature: undefined }],
])('%s is incomplete', (_, change) => {
  expect(verify({ ...GOOD, ...change }, key, NOW)).toBe('incomplete');
});

it.each<[string, Partial<Delivery>]>([
  ['another id', { id: 'msg_2' }],
  ['another timestamp', { timestamp: '1614265331' }],
  ['another body', { body: Buffer.from('{"test": 2432232315}') }],
  ['another version', { signature: GOOD.signature!.replace('v1', 'v2') }],
  ['half a signature', { signature: GOOD.signature!.slice(0, 20) }],
  ['no version', { signature: GOOD.signature!.slice(3) }],
])('%s is forged', (_, change) => {
  expect(verify({ ...GOOD, ...change }, key, NOW)).toBe('forged');
});

it('whatever is sent, only what has the key signs it', () => {
  const bytes = fc.uint8Array({ maxLength: 64 });
  const keys = fc.uint8Array({ minLength: 24, maxLength: 64 });
  fc.assert(
    fc.property(bytes, keys, keys, (body, own, other) => {
      const signed = createHmac('sha256', own).update('msg_1.1614265330.').update(body).digest('base64');
      const delivery = { id: 'msg_1', timestamp: '1614265330', signature: `v1,${signed}`, body: Buffer.from(body) };
      expect(verify(delivery, Buffer.from(own), NOW)).toBe('good');
      // HMAC fills short keys up with zeros
      fc.pre(Buffer.compare(padded(own), padded(other)) !== 0);
      expect(verify(delivery, Buffer.from(other), NOW)).toBe('forged');
    }),
  );
});

const padded = (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.alloc(64 - bytes.length)]);

it.each(['', 'whsec_', 'whsec_c2hvcnQ=', 'not base64!'])('%j is no secret', (secret) => {
  expect(keyOf(secret)).toBeUndefined();
});
