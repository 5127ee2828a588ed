import { ParleyError } from '@parley/contracts/errors';
import { ANONYMOUS, type Principal } from '@parley/contracts/principal';
import { principalOf, signInSocket } from '../socket/sign-in';
import { viewer } from '../tiny-graph.fixture';
import { Connection } from './connection';
import { createQuotas } from './quotas';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const HOUR_MS = 3_600_000;
const until = (seconds: number) => ({ expiresAt: NOW / 1000 + seconds });

beforeEach(() => jest.useFakeTimers({ now: NOW }));
afterEach(() => jest.useRealTimers());

/** A connection whose tokens are those of these principals, in turn. */
function connectionOf(...principals: (Principal | Promise<Principal>)[]) {
  const onSignedOut = jest.fn();
  const connection = new Connection({
    authenticate: async () => principals.shift()!,
    quotas: createQuotas({ perUser: Infinity, perTenant: Infinity }),
    onSignedOut,
  });
  return { connection, onSignedOut, open: (token: unknown) => signInSocket(connection, token) };
}

it('knows its viewer once it is open, and not before', async () => {
  const { connection, open } = connectionOf(viewer('ada', until(60)));
  expect(() => principalOf(connection)).toThrow('Unauthorized');
  await open('token');
  expect(principalOf(connection)).toMatchObject({ user: 'ada' });
});

it.each<[string, unknown, Principal]>([
  ['no token', undefined, viewer('ada', until(60))],
  ['an empty token', '', viewer('ada', until(60))],
  ['a token of nobody', 'token', ANONYMOUS],
  ['an expired token', 'token', viewer('ada', until(0))],
])('does not open with %s', async (_, token, principal) => {
  const { open } = connectionOf(principal);
  await expect(open(token)).rejects.toMatchObject({ closeCode: 4401 });
});

it('ends when its token does, to the millisecond', async () => {
  const { connection, onSignedOut, open } = connectionOf(viewer('ada', until(60)));
  await open('token');
  jest.advanceTimersByTime(59_999);
  expect(onSignedOut).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect(onSignedOut).toHaveBeenCalledWith('Token expired');
  expect(() => principalOf(connection)).toThrow('Unauthorized');
});

it('lives as long as the newest token', async () => {
  const { connection, onSignedOut, open } = connectionOf(viewer('ada', until(60)), viewer('ada', until(120)));
  await open('token');
  expect(await connection.renew('newer')).toEqual(new Date(NOW + 120_000));
  jest.advanceTimersByTime(119_999);
  expect(onSignedOut).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect(onSignedOut).toHaveBeenCalledTimes(1);
});

it.each([
  ['another user', viewer('bob', until(120))],
  ['another tenant', viewer('ada', { ...until(120), tenant: 'other' as never })],
])('is not renewed by %s', async (_, other) => {
  const { connection, onSignedOut, open } = connectionOf(viewer('ada', until(60)), other);
  await open('token');
  await expect(connection.renew('other')).rejects.toThrow(ParleyError);
  jest.advanceTimersByTime(60_000);
  expect(onSignedOut).toHaveBeenCalledWith('Token expired');
});

it('is cut when its own session is revoked, the one it was renewed with', async () => {
  const newer = viewer('ada', { ...until(120), session: 'newer' as never });
  const { connection, onSignedOut, open } = connectionOf(viewer('ada', until(60)), newer);
  await open('token');
  await connection.renew('newer');
  connection.revoke(viewer('ada').session);
  expect(onSignedOut).not.toHaveBeenCalled();
  connection.revoke(newer.session);
  expect(onSignedOut).toHaveBeenCalledWith('Session ended');
});

it('does not open when the session is revoked while the token is looked at', async () => {
  let answer: (principal: Principal) => void = () => undefined;
  const { connection, open } = connectionOf(new Promise<Principal>((resolve) => (answer = resolve)));
  const opening = open('token');
  connection.revoke(viewer('ada').session);
  answer(viewer('ada', until(60)));
  await expect(opening).rejects.toMatchObject({ closeCode: 4401 });
});

it('leaves no timer behind once it has ended, also when it opens too late', async () => {
  const { connection, open } = connectionOf(viewer('ada', until(60)));
  const opening = open('token');
  connection.close();
  await opening;
  expect(jest.getTimerCount()).toBe(0);
  expect(() => principalOf(connection)).toThrow('Unauthorized');
});

describe.each([HOUR_MS, -HOUR_MS])('when the clock is set by %d ms', (byMs) => {
  it('lives on for the time it had', async () => {
    const { connection, onSignedOut, open } = connectionOf(viewer('ada', until(60)));
    await open('token');
    jest.advanceTimersByTime(30_000);
    jest.setSystemTime(Date.now() + byMs);
    jest.advanceTimersByTime(29_999);
    expect(onSignedOut).not.toHaveBeenCalled();
    expect(principalOf(connection)).toMatchObject({ user: 'ada' });
    jest.advanceTimersByTime(1);
    expect(onSignedOut).toHaveBeenCalledWith('Token expired');
  });

  it('is renewed by a token of that clock, for as long as it is good', async () => {
    const { connection, onSignedOut, open } = connectionOf(
      viewer('ada', until(60)),
      viewer('ada', until(byMs / 1_000 + 90)),
    );
    await open('token');
    jest.setSystemTime(NOW + byMs);
    await connection.renew('newer');
    jest.advanceTimersByTime(89_999);
    expect(onSignedOut).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(onSignedOut).toHaveBeenCalledWith('Token expired');
  });
});

it('neither opens nor is renewed with a token that a clock set ahead says is over; the socket lives on', async () => {
  const ada = viewer('ada', until(60));
  const [one, late] = [connectionOf(ada, ada), connectionOf(ada)];
  await one.open('token');
  jest.setSystemTime(NOW + HOUR_MS);
  await expect(late.open('token')).rejects.toMatchObject({ closeCode: 4401 });
  await expect(one.connection.renew('token')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(one.onSignedOut).not.toHaveBeenCalled();
});
