import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import WebSocket from 'ws';
import { startTestGateway, type TestGateway } from '../tiny-graph.fixture';

const PARTNER = 'https://app.example.org';

let production: TestGateway;
let development: TestGateway;
let localOnly: TestGateway;
beforeAll(async () => {
  const routes: Parameters<typeof startTestGateway>[0] = {
    routes: [async (app) => void app.put('/objects/:key', async () => ({ stored: true }))],
  };
  production = await startTestGateway({ ...routes, environment: 'production', allowedOrigins: [PARTNER] });
  development = await startTestGateway({ ...routes, environment: 'development' });
  localOnly = await startTestGateway({ environment: 'development', localOnly: true });
});
afterAll(async () => {
  await production.gateway.stop();
  await development.gateway.stop();
  await localOnly.gateway.stop();
});

const CHANGE = 'mutation { rename(name: "Eve") { name } }';

async function request({ gateway }: TestGateway, origin: string | undefined, query: string) {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer ada', ...(origin && { origin }) };
  const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  return {
    data,
    codes: errors?.map(({ extensions }) => extensions.code),
    allowed: response.headers.get('access-control-allow-origin'),
    vary: response.headers.get('vary'),
  };
}

async function connect({ gateway }: TestGateway, origin: string | undefined): Promise<void> {
  const url = `${gateway.url.replace('http', 'ws')}/graphql`;
  const socket = new WebSocket(url, GRAPHQL_TRANSPORT_WS_PROTOCOL, { headers: { ...(origin && { origin }) } });
  await once(socket, 'open').finally(() => socket.terminate());
}

const preflight = ({ gateway }: TestGateway, origin: string, path: string) =>
  fetch(`${gateway.url}${path}`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'authorization,content-type',
    },
  });

describe.each<[string, () => TestGateway, string | undefined]>([
  ['of another origin', () => production, 'https://evil.example'],
  ['that hides its origin', () => production, 'null'],
  ['of an allowed name on another port', () => production, `${PARTNER}:8443`],
  ['of an allowed name without TLS', () => production, PARTNER.replace('https', 'http')],
  ['of a name that begins as an allowed one', () => production, `${PARTNER}.evil.example`],
  ['of this machine, in production', () => production, 'http://localhost:1'],
  ['of another origin, in development', () => development, 'https://evil.example'],
  ['of a name that begins as this machine', () => development, 'http://localhost.evil.example'],
])('a page %s', (_, gateway, origin) => {
  it('changes nothing', async () => {
    const { contexts } = gateway();
    contexts.length = 0;
    expect(await request(gateway(), origin, CHANGE)).toMatchObject({ codes: ['FORBIDDEN'], allowed: null });
    expect(contexts).toEqual([]);
  });

  it('is not told what it may not read', async () => {
    expect(await request(gateway(), origin, '{ me { name } }')).toMatchObject({
      allowed: null,
      vary: 'Origin, accept-encoding',
    });
    for (const path of ['/graphql', '/objects/a1']) {
      const { status, headers } = await preflight(gateway(), origin!, path);
      expect({ status, allowed: headers.get('access-control-allow-origin') }).toEqual({ status: 404, allowed: null });
    }
  });

  it('opens no socket', async () => {
    await expect(connect(gateway(), origin)).rejects.toThrow('403');
  });
});

describe.each<[string, () => TestGateway, (() => string) | undefined]>([
  ['a page of an allowed origin', () => production, () => PARTNER],
  ['a page of its own', () => production, () => production.gateway.url],
  ['a page of this machine, in development', () => development, () => 'http://localhost:5173'],
  ['a page of this machine by number, in development', () => development, () => 'http://[::1]:5173'],
  ['what is no page', () => production, undefined],
])('%s', (_, gateway, origin) => {
  it('asks, changes things, and opens a socket', async () => {
    const allowed = origin?.() ?? null;
    expect(await request(gateway(), origin?.(), CHANGE)).toMatchObject({ data: { rename: { name: 'Eve' } }, allowed });
    expect(await request(gateway(), origin?.(), '{ me { name } }')).toMatchObject({
      data: { me: { name: 'Ada' } },
      allowed,
    });
    await connect(gateway(), origin?.());
  });
});

it.each(['/graphql', '/objects/a1'])('a browser learns beforehand what it may send to %s', async (path) => {
  const { status, headers } = await preflight(production, PARTNER, path);
  expect(status).toBe(204);
  expect(headers.get('access-control-allow-origin')).toBe(PARTNER);
  expect(headers.get('access-control-allow-methods')).toContain('PUT');
  expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type');
  expect(headers.has('access-control-allow-credentials')).toBe(false);
});

it('an upload from an allowed page can be read by it', async () => {
  const response = await fetch(`${production.gateway.url}/objects/a1`, { method: 'PUT', headers: { origin: PARTNER } });
  expect(response.headers.get('access-control-allow-origin')).toBe(PARTNER);
});

/** The status of a request for this host, over HTTP and for a socket. */
async function statuses({ gateway }: TestGateway, host: string): Promise<[number | undefined, number | undefined]> {
  const { port } = new URL(gateway.url);
  const path = `/graphql?query=${encodeURIComponent('{ __typename }')}`;
  const options = { port, path, headers: { host, 'content-type': 'application/json' } };
  const [response] = (await once(get({ host: '127.0.0.1', ...options }), 'response')) as [IncomingMessage];
  response.resume();
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL, { headers: { host } });
  const upgrade = new Promise<number>((resolve) => {
    socket.once('open', () => resolve(101));
    socket.once('unexpected-response', (_, { statusCode }) => resolve(statusCode!));
    // of a socket that is terminated before it is open
    socket.on('error', () => undefined);
  }).finally(() => socket.terminate());
  return [response.statusCode, await upgrade];
}

describe('a name that points at this machine', () => {
  it.each(['evil.example', 'localhost.evil.example:4000', '127.0.0.1.evil.example', '1.2.3.example'])(
    'in development, is refused if it is not its own: %s',
    async (host) => expect(await statuses(localOnly, host)).toEqual([403, 403]),
  );

  it.each(['localhost:1', 'chat.localhost', '127.0.0.1', '[::1]:4000', '192.168.1.7:4000', 'gateway:4000'])(
    'in development, is served if no page of elsewhere can have it: %s',
    async (host) => expect(await statuses(localOnly, host)).toEqual([200, 101]),
  );

  it('in development, is served where HOST opened it to a network', async () =>
    expect(await statuses(development, 'chat.example.org')).toEqual([200, 101]));

  it('in production, is for the proxy in front to refuse', async () =>
    expect(await statuses(production, 'chat.example.org')).toEqual([200, 101]));
});
