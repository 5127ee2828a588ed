import type { Attachment } from '@parley/client';
import { createRenewals } from './renewals';
import { createRenewing } from './renewing';

const OLD = { id: 'a', url: '/old' };

/** Attachments that are requested, and how often. */
function requested(respond: (n: number) => Promise<Attachment | null>) {
  let requests = 0;
  const renewals = createRenewals(() => respond(++requests));
  return { renewals, count: () => requests };
}
const fresh = (n: number) => Promise.resolve({ id: 'a', url: `/${n}` } as Attachment);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

test('a picture whose URL has ended is requested again, once for all who show it', async () => {
  const { renewals, count } = requested(fresh);
  const shown = [createRenewing(OLD, renewals), createRenewing(OLD, renewals)];
  for (const one of shown) one.failed();
  expect(shown[0]!.get()).toMatchObject({ attachment: OLD, isBroken: true });
  await pass(0);
  for (const one of shown) expect(one.get()).toMatchObject({ attachment: { url: '/1' }, isBroken: false });
  expect(count()).toBe(1);
  // who comes later begins with it
  expect(createRenewing(OLD, renewals).get().attachment.url).toBe('/1');
});

test('it is requested again each time that a URL ends', async () => {
  const { renewals, count } = requested(fresh);
  const one = createRenewing(OLD, renewals);
  for (let n = 1; n <= 20; n++) {
    one.failed();
    await pass(10);
    expect(one.get().attachment.url).toBe(`/${n}`);
    one.loaded();
    await pass(300_000);
  }
  expect(count()).toBe(20);
});

test.each([
  ['the new URL fails too', fresh],
  ['the request fails', () => Promise.reject(new Error('no connection'))],
])('where %s, it is tried some more times, and again when there is a connection', async (_, respond) => {
  const { renewals, count } = requested(respond);
  const one = createRenewing(OLD, renewals);
  // as a browser does with a URL that is bad
  one.subscribe(() => void Promise.resolve().then(() => one.get().isBroken || one.failed()));
  one.failed();
  await pass(3_600_000);
  expect(count()).toBe(4);
  one.reconnected();
  await pass(3_600_000);
  expect(count()).toBe(8);
});

test('one that is gone is not requested again, nor one that is no longer shown', async () => {
  const gone = requested(() => Promise.resolve(null));
  const one = createRenewing(OLD, gone.renewals);
  one.failed();
  await pass(3_600_000);
  expect([gone.count(), one.get().isBroken]).toEqual([1, true]);

  const { renewals, count } = requested(() => Promise.reject(new Error('no connection')));
  const left = createRenewing(OLD, renewals);
  const stop = left.start();
  left.failed();
  await pass(1_000);
  stop();
  await pass(3_600_000);
  expect(count()).toBe(1);
});
