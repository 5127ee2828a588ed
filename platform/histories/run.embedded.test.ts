import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { runningPlatform, type RunningPlatform } from '../testing/running-platform';
import { signUp, type Account } from './account';
import { accountsFor } from './cast';
import { acknowledged } from './history';
import { judge } from './judge/judge';
import { runHistories, type Run } from './run';

/** Stands between clients and a gateway, and does what it likes to the events that pass. */
async function meddler(target: string, meddle: (frame: string) => string[]) {
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => void forward(target, request, response));
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (client) => relay(target, client, meddle)),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function forward(target: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await read(request);
  const headers = { 'content-type': 'application/json', authorization: request.headers.authorization ?? '' };
  const answer = await fetch(`${target}/graphql`, { method: 'POST', headers, body });
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
}

function relay(target: string, client: WebSocket, meddle: (frame: string) => string[]): void {
  const upstream = new WebSocket(`${target.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const early: string[] = [];
  client.on('message', (data: Buffer) => {
    if (upstream.readyState === WebSocket.OPEN) upstream.send(data.toString());
    else early.push(data.toString());
  });
  upstream.on('open', () => early.splice(0).forEach((message) => upstream.send(message)));
  upstream.on('message', (data: Buffer) => meddle(data.toString()).forEach((frame) => client.send(frame)));
  client.on('close', () => upstream.close());
  upstream.on('close', () => client.close());
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

/** Every so many messages that are told live are dealt with so. */
function every(nth: number, deal: (frame: string) => string[]): (frame: string) => string[] {
  let count = 0;
  return (frame) => (frame.includes('MessageCreated') && ++count % nth === 0 ? deal(frame) : [frame]);
}

describe('a check of histories', () => {
  let platform: RunningPlatform;
  let accounts: Account[];
  const cast = { writers: 3, readers: 6, conversations: 2 };

  beforeAll(async () => {
    platform = await runningPlatform();
    accounts = await signUp(platform.url, { tenant: 'demo', count: accountsFor(cast) });
  });
  afterAll(() => platform.close());

  const check = (more: Partial<Run> = {}) =>
    runHistories({
      ...cast,
      urls: [platform.url],
      accounts,
      kicks: 6,
      kickEveryMs: 200,
      writing: { messages: 25 },
      pauseMs: 20,
      patienceMs: 240_000,
      seed: 7,
      ...more,
    });

  it('has nothing to say of a good deployment, and has seen it all', async () => {
    const history = await check();
    expect(judge(history)).toEqual([]);
    expect(acknowledged(history)).toHaveLength(3 * 25 + 2);
    expect(history.removals.length).toBeGreaterThan(0);
    const silent = history.readers.filter(({ subscriptions }) => subscriptions.length === 0).map(({ name }) => name);
    expect(silent).toEqual(['stranger', 'stranger’s inbox']);
  });

  it('does with two accounts, one of which is taken out and let in again', async () => {
    const history = await check({ accounts: accounts.slice(0, 2) });
    expect(judge(history)).toEqual([]);
    expect(new Set(history.removals.map(({ person }) => person))).toEqual(new Set([accounts[1]!.userId]));
  });

  it.each<[string, (frame: string) => string[]]>([
    ['loses', () => []],
    ['repeats', (frame) => [frame, frame]],
    ['changes', (frame) => [frame.replace(/"text":"(.)/, '"text":"$1$1')]],
  ])('finds out a deployment that %s one event in forty', async (_, deal) => {
    const between = await meddler(platform.url, every(40, deal));
    try {
      const history = await check({ urls: [between.url], patienceMs: 3_000 });
      expect(judge(history)).not.toEqual([]);
    } finally {
      await between.close();
    }
  });
});
