import { notFound } from '@parley/contracts/errors';
import type { Principal } from '@parley/contracts/principal';
import { until } from '@parley/testing/until';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import { scriptedLive, streamOf } from '../live/scripted-live.fixture';
import { startTestGateway, viewer, type TestGateway } from '../tiny-graph.fixture';

/** Streams with one result at once, and an end where they are authorized again as `until: 1`. */
function recordingLive() {
  const reauthorized: { until: unknown; principal: Principal }[] = [];
  let hold: Promise<void> | undefined;
  const live = scriptedLive(async (operation) => {
    await hold;
    const { until: which } = operation.variables;
    return streamOf(operation, [{ data: { ticks: { name: `stream ${String(which)}` } } }], async ({ principal }) => {
      reauthorized.push({ until: which, principal });
      if (which === 1) throw notFound('Conversation');
    });
  });
  const holdBack = (until: Promise<void> | undefined): void => void (hold = until);
  return { live, reauthorized, holdBack };
}

const recorded = recordingLive();
let test: TestGateway;
let client: Client;
beforeAll(async () => {
  test = await startTestGateway({ createLive: () => recorded.live });
});
afterAll(() => test.gateway.stop());
beforeEach(() => {
  recorded.reauthorized.length = 0;
  test.people.set('newer', viewer('ada', { scopes: ['newer'] }));
  const url = `${test.gateway.url.replace('http', 'ws')}/graphql`;
  client = createClient({ url, webSocketImpl: WebSocket, connectionParams: { token: 'ada' }, retryAttempts: 0 });
});
afterEach(() => client.dispose());

function listen(untilTick: number) {
  const heard: unknown[] = [];
  const over: { error?: unknown; complete?: boolean } = {};
  const stop = client.subscribe(
    { query: 'subscription ($until: Int) { ticks(until: $until) { name } }', variables: { until: untilTick } },
    {
      next: ({ data }) => heard.push(data),
      error: (error) => (over.error = error),
      complete: () => (over.complete = true),
    },
  );
  return { heard, over, stop };
}

async function renew(token: string): Promise<unknown> {
  const query = 'mutation ($token: String!) { renewSocket(token: $token) }';
  for await (const { data, errors } of client.iterate({ query, variables: { token } })) return data ?? errors;
  throw new Error('No result');
}

it('authorizes every active stream again, by the newer token, and ends those that may not go on', async () => {
  const [lost, kept, left] = [listen(1), listen(2), listen(3)];
  await until(() => lost.heard.length + kept.heard.length + left.heard.length === 3);
  left.stop();
  await until(() => left.over.complete);

  expect(await renew('newer')).toEqual({ renewSocket: expect.stringMatching(/^\d{4}-/) as string });
  expect(recorded.reauthorized.map(({ until: one }) => one).sort()).toEqual([1, 2]);
  for (const { principal } of recorded.reauthorized)
    expect(principal).toMatchObject({ user: 'ada', scopes: ['newer'] });
  await until(() => lost.over.error);
  expect(lost.over.error).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  expect(kept.over).toEqual({});
});

it('authorizes a stream again that was about to start', async () => {
  let go: () => void = () => undefined;
  recorded.holdBack(new Promise((resolve) => (go = resolve)));
  const starting = listen(2);
  await renew('newer');
  expect(recorded.reauthorized).toEqual([]);
  go();
  await until(() => starting.heard.length === 1);
  expect(recorded.reauthorized).toMatchObject([{ until: 2, principal: { scopes: ['newer'] } }]);
  recorded.holdBack(undefined);
});

it('reauthorizes no stream if the token is refused', async () => {
  const stream = listen(2);
  await until(() => stream.heard.length === 1);
  expect(await renew('bob')).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect(recorded.reauthorized).toEqual([]);
});
