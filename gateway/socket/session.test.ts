import { ParleyError } from '@parley/contracts/errors';
import { ANONYMOUS, type Principal } from '@parley/contracts/principal';
import { viewer } from '../tiny-graph.fixture';
import { createSocketSession } from './session';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const HOUR_MS = 3_600_000;
const until = (seconds: number) => ({ expiresAt: NOW / 1000 + seconds });

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

function sessionOf(...principals: (Principal | Promise<Principal>)[]) {
  const close = jest.fn();
  const session = createSocketSession({ close }, async () => principals.shift()!);
  return { session, close };
}

it('knows its viewer once it is open, and not before', async () => {
  const { session } = sessionOf(viewer('ada', until(60)));
  expect(() => session.viewer()).toThrow('Unauthorized');
  await session.open('token');
  expect(session.viewer().user).toBe('ada');
});

it.each<[string, unknown, Principal]>([
  ['no token', undefined, viewer('ada', until(60))],
  ['an empty token', '', viewer('ada', until(60))],
  ['a token of nobody', 'token', ANONYMOUS],
  ['an expired token', 'token', viewer('ada', until(0))],
])('does not open with %s', async (_, token, principal) => {
  const { session } = sessionOf(principal);
  await expect(session.open(token)).rejects.toMatchObject({ closeCode: 4401 });
});

it('ends when its token does, to the millisecond', async () => {
  const { session, close } = sessionOf(viewer('ada', until(60)));
  await session.open('token');
  jest.advanceTimersByTime(59_999);
  expect(close).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect(close).toHaveBeenCalledWith(4403, 'Token expired');
  expect(() => session.viewer()).toThrow('Unauthorized');
});

it('lives as long as the newest token', async () => {
  const { session, close } = sessionOf(viewer('ada', until(60)), viewer('ada', until(120)));
  await session.open('token');
  expect(await session.renew('newer')).toEqual(new Date(NOW + 120_000));
  jest.advanceTimersByTime(119_999);
  expect(close).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect(close).toHaveBeenCalledTimes(1);
});

it.each([
  ['another user', viewer('bob', until(120))],
  ['another tenant', viewer('ada', { ...until(120), tenant: 'other' as never })],
])('is not renewed by %s', async (_, other) => {
  const { session, close } = sessionOf(viewer('ada', until(60)), other);
  await session.open('token');
  await expect(session.renew('other')).rejects.toThrow(ParleyError);
  jest.advanceTimersByTime(60_000);
  expect(close).toHaveBeenCalledWith(4403, 'Token expired');
});

it('is cut when its own session is revoked, the one it was renewed with', async () => {
  const newer = viewer('ada', { ...until(120), session: 'newer' as never });
  const { session, close } = sessionOf(viewer('ada', until(60)), newer);
  await session.open('token');
  await session.renew('newer');
  session.revoked(viewer('ada').session);
  expect(close).not.toHaveBeenCalled();
  session.revoked(newer.session);
  expect(close).toHaveBeenCalledWith(4403, 'Session ended');
});

it('does not open when the session is revoked while the token is looked at', async () => {
  let answer: (principal: Principal) => void = () => undefined;
  const { session } = sessionOf(new Promise<Principal>((resolve) => (answer = resolve)));
  const opening = session.open('token');
  session.revoked(viewer('ada').session);
  answer(viewer('ada', until(60)));
  await expect(opening).rejects.toMatchObject({ closeCode: 4401 });
});

it('leaves no timer behind once it has ended, also when it opens too late', async () => {
  const { session } = sessionOf(viewer('ada', until(60)));
  const opening = session.open('token');
  session.end();
  await opening;
  expect(jest.getTimerCount()).toBe(0);
  expect(() => session.viewer()).toThrow('Unauthorized');
});

describe.each([HOUR_MS, -HOUR_MS])('when the clock is set by %d ms', (byMs) => {
  it('lives on for the time it had', async () => {
    const { session, close } = sessionOf(viewer('ada', until(60)));
    await session.open('token');
    jest.advanceTimersByTime(30_000);
    jest.setSystemTime(Date.now() + byMs);
    jest.advanceTimersByTime(29_999);
    expect(close).not.toHaveBeenCalled();
    expect(session.viewer().user).toBe('ada');
    jest.advanceTimersByTime(1);
    expect(close).toHaveBeenCalledWith(4403, 'Token expired');
  });

  it('is renewed by a token of that clock, for as long as it is good', async () => {
    const { session, close } = sessionOf(viewer('ada', until(60)), viewer('ada', until(byMs / 1_000 + 90)));
    await session.open('token');
    jest.setSystemTime(NOW + byMs);
    await session.renew('newer');
    jest.advanceTimersByTime(89_999);
    expect(close).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(close).toHaveBeenCalledWith(4403, 'Token expired');
  });
});

it('neither opens nor is renewed with a token that a clock set ahead says is over; the socket lives on', async () => {
  const ada = viewer('ada', until(60));
  const [open, late] = [sessionOf(ada, ada), sessionOf(ada)];
  await open.session.open('token');
  jest.setSystemTime(NOW + HOUR_MS);
  await expect(late.session.open('token')).rejects.toMatchObject({ closeCode: 4401 });
  await expect(open.session.renew('token')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(open.close).not.toHaveBeenCalled();
});
