import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { parse } from 'graphql';
import type { SubgraphFetch, SubgraphResponse } from '../execution/source';
import { circuitBreaker } from './circuit-breaker';

const OPERATION = { document: parse('{ shop }'), variables: {} } as unknown as SubgraphFetch;
const DOWN: SubgraphResponse = { errors: [new Error('down')], unreachable: true };
const UP: SubgraphResponse = { data: { up: true } };

function breaker() {
  const metrics = createMetrics();
  const state = { now: 0, respond: async () => DOWN, fetches: 0 };
  const source = {
    fetch: () => {
      state.fetches++;
      return state.respond();
    },
  };
  const options = { name: 'shop', failuresInARow: 3, pauseMs: 100, maxPauseMs: 250, metrics, now: () => state.now };
  const { fetch, stop } = circuitBreaker(source, options);
  const isOpen = async () => !(await metrics.scrape()).text.includes('circuit_pause_seconds{subgraph="shop"} 0\n');
  return { state, isOpen, stop, fetch: () => fetch(OPERATION) };
}

const refusal = (retryAfterMs: number) => ({
  errors: [{ path: ['shop'], extensions: { code: 'UNAVAILABLE', retryable: true, retryAfterMs } }],
});

async function opened() {
  const one = breaker();
  for (let n = 0; n < 3; n++) expect(await one.fetch()).toBe(DOWN);
  return one;
}

it('refuses fetches after failures in a row, and says when to try again', async () => {
  const { state, isOpen, fetch } = await opened();
  state.now = 40;
  expect(await fetch()).toMatchObject(refusal(60));
  expect(state.fetches).toBe(3);
  expect(await isOpen()).toBe(true);
});

it('counts only failures in a row', async () => {
  const { state, isOpen, fetch } = breaker();
  const errors: SubgraphResponse = { errors: [new Error('its own')] };
  for (const response of [DOWN, DOWN, errors, DOWN, DOWN, UP, DOWN, DOWN]) {
    state.respond = async () => response;
    expect(await fetch()).toBe(response);
  }
  expect(await isOpen()).toBe(false);
});

it('lets one fetch pass after the pause, and closes if the subgraph responds', async () => {
  const { state, isOpen, fetch } = await opened();
  state.now = 100;
  let respond: (response: SubgraphResponse) => void = () => undefined;
  state.respond = () => new Promise((resolve) => (respond = resolve));
  const probe = fetch();
  expect(await fetch()).toMatchObject(refusal(100));
  respond(UP);
  expect(await probe).toBe(UP);
  expect(await isOpen()).toBe(false);
  state.respond = async () => UP;
  expect(await fetch()).toBe(UP);
});

it('pauses for longer each time that the subgraph fails again, up to a bound', async () => {
  const { state, fetch } = await opened();
  for (const pause of [200, 250, 250]) {
    state.now += 1_000;
    const began = state.fetches;
    expect(await fetch()).toBe(DOWN);
    expect(await fetch()).toMatchObject(refusal(pause));
    expect(state.fetches).toBe(began + 1);
  }
});

it('lets another fetch pass if nobody waits for the first one any more', async () => {
  const { state, fetch } = await opened();
  state.now = 100;
  state.respond = () => Promise.reject(new Error('given up'));
  await expect(fetch()).rejects.toThrow('given up');
  state.respond = async () => UP;
  expect(await fetch()).toBe(UP);
});

it('is closed by a late response, and not opened for longer by late failures', async () => {
  const { state, isOpen, fetch } = breaker();
  const late: ((response: SubgraphResponse) => void)[] = [];
  state.respond = () => new Promise((resolve) => late.push(resolve));
  const fetches = Array.from({ length: 6 }, () => fetch());
  for (const respond of late.slice(0, 5)) respond(DOWN);
  await Promise.all(fetches.slice(0, 5));
  expect(await fetch()).toMatchObject(refusal(100));
  late[5]!(UP);
  await fetches[5];
  expect(await isOpen()).toBe(false);
});
