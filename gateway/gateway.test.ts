import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { until } from '@parley/testing/until';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import pino from 'pino';
import WebSocket from 'ws';
import { createGateway } from './gateway';
import { fakeLive, SOCKET_LIMITS, startTestGateway, tinyGraph } from './tiny-graph.fixture';

const socketOf = async (url: string) => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { token: 'ada' } }));
  await once(socket, 'message');
  return socket;
};

const stopTime = () => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance'] });
afterEach(() => void jest.useRealTimers());

it('stops gracefully: requests end, sockets are sent elsewhere, nobody new comes in', async () => {
  let finish: (() => void) | undefined;
  const { gateway } = await startTestGateway({
    routes: [
      async (app) => {
        app.get('/slow', () => new Promise((resolve) => (finish = () => resolve({ done: true }))));
      },
    ],
  });
  const { url } = gateway;
  const slow = fetch(`${url}/slow`);
  const socket = await socketOf(url);
  await until(() => finish);

  const closed = once(socket, 'close');
  // nothing of it waits until something is cut off
  stopTime();
  const stopped = gateway.stop();
  expect((await closed)[0]).toBe(1012);
  await until(() =>
    fetch(`${url}/healthz`).then(
      () => false,
      () => true,
    ),
  );
  finish!();
  expect(await (await slow).json()).toEqual({ done: true });
  await stopped;
});

it('does not stop for a socket that does not respond', async () => {
  const { gateway } = await startTestGateway();
  const socket = await socketOf(gateway.url);
  socket.pause();
  stopTime();
  let hasStopped = false;
  const stopping = gateway.stop().then(() => (hasStopped = true));
  let seconds = 0;
  await until(async () => {
    await jest.advanceTimersByTimeAsync(1_000);
    seconds += 1;
    return hasStopped;
  });
  await stopping;
  // a graceful end of the connection may take 30
  expect(seconds).toBeLessThan(20);
  socket.terminate();
});

it('leaves nothing running when its port is taken', async () => {
  const occupant = createServer().listen(0, '127.0.0.1');
  await once(occupant, 'listening');
  const live = fakeLive();
  const stop = jest.fn(() => live.stop());
  const gateway = createGateway({
    ...tinyGraph(),
    signIn: {
      authenticate: () => Promise.reject(new Error('not asked')),
      authenticateSocket: () => Promise.reject(new Error('not asked')),
      onRevoked: () => stop,
    },
    openSchema: false,
    readiness: [],
    routes: [],
    createLive: () => ({ ...live, stop }),
    socketLimits: SOCKET_LIMITS,
    settings: { HOST: '127.0.0.1', PORT: (occupant.address() as AddressInfo).port, PARLEY_ENV: 'production' },
    logger: pino({ level: 'silent' }),
  });
  await expect(gateway.start()).rejects.toThrow('EADDRINUSE');
  // of live delivery, and what told sockets and streams of sessions that end
  expect(stop).toHaveBeenCalledTimes(3);
  expect(() => gateway.url).toThrow('not started');
  occupant.close();
});
