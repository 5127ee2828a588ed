import { startStandalone } from '../standalone/graph.fixture';
import { startTestGateway, tinyGraph } from '../tiny-graph.fixture';

const request = (url: string, query: string) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query }),
  });

/** How often a request was answered so, as /metrics tells. */
async function requests(url: string, labels: Record<string, string>): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const all = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  const lines = text.split('\n').filter((line) => line.startsWith('parley_http_request_duration_seconds_count{'));
  const counted = lines.filter((line) => all.every((label) => line.includes(label)));
  return counted.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

const GATEWAYS: Record<string, () => Promise<{ url: string; close(): Promise<unknown> }>> = {
  async platform() {
    const { gateway } = await startTestGateway();
    return { url: gateway.url, close: () => gateway.stop() };
  },
  async standalone() {
    const { gateway, close } = await startStandalone(tinyGraph().supergraphSdl);
    return { url: gateway.url, close };
  },
};

it.each(Object.keys(GATEWAYS))('%s counts requests by kind and outcome', async (name) => {
  const { url, close } = await GATEWAYS[name]!();
  try {
    await request(url, '{ __typename }');
    await request(url, 'mutation { __typename }');
    await request(url, '{ nothing }');
    await fetch(`${url}/nothing/${'a'.repeat(20)}`);
    const graphql = { server: 'gateway', method: 'POST', route: '/graphql' };
    expect(await requests(url, { ...graphql, operation: 'query', status: '2xx' })).toBe(1);
    expect(await requests(url, { ...graphql, operation: 'mutation', status: '2xx' })).toBe(1);
    expect(await requests(url, { ...graphql, operation: 'none', status: '4xx' })).toBe(1);
    expect(await requests(url, { method: 'GET', route: 'none', operation: 'none', status: '4xx' })).toBe(1);
  } finally {
    await close();
  }
});

it('needs the token where there is one', async () => {
  const { gateway } = await startTestGateway({ metricsToken: '0123456789abcdef' });
  const status = async (headers: Record<string, string>) => (await fetch(`${gateway.url}/metrics`, { headers })).status;
  expect(await status({})).toBe(401);
  expect(await status({ authorization: 'Bearer ada' })).toBe(401);
  expect(await status({ authorization: 'Bearer 0123456789abcdef' })).toBe(200);
  await gateway.stop();
});

it('in production shows strangers nothing', async () => {
  const { gateway } = await startTestGateway({ environment: 'production' });
  const response = await fetch(`${gateway.url}/metrics`, { headers: { 'x-forwarded-for': '10.0.0.7' } });
  expect(response.status).toBe(403);
  expect(await response.text()).not.toContain('parley_');
  await gateway.stop();
});
