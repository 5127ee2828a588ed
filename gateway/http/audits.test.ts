import { serverAudits, type Audit } from 'graphql-http';
import { startTestGateway, tinyGraph } from '../tiny-graph.fixture';
import { startStandalone } from '../standalone/graph.fixture';

/** The audits of the specification GraphQL over HTTP, by its authors: https://github.com/graphql/graphql-http#audits */
const served = { url: '' };
const audits: Audit[] = serverAudits({ url: () => served.url, fetchFn: fetch });

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

describe.each(Object.keys(GATEWAYS))('%s', (name) => {
  let close: () => Promise<unknown>;
  beforeAll(async () => {
    const started = await GATEWAYS[name]!();
    served.url = `${started.url}/graphql`;
    close = started.close;
  });
  afterAll(() => close());

  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s %s', async (_, __, audit) => {
    const result = await audit.fn();
    if ('response' in result) await result.response.body?.cancel().catch(() => undefined);
    expect({ status: result.status, reason: 'reason' in result ? result.reason : undefined }).toEqual({ status: 'ok' });
  });

  const QUERY = encodeURIComponent('{ __typename }');
  it.each<[string, number, RequestInit & { search?: string }]>([
    ['a mutation by GET', 405, { search: `?query=${encodeURIComponent('mutation { rename(name: "x") { name } }')}` }],
    ['no query by GET', 400, {}],
    ['variables by GET that are no object', 400, { search: `?query=${QUERY}&variables=[]` }],
    ['variables by GET that are no JSON', 400, { search: `?query=${QUERY}&variables={` }],
    ['a query that comes twice', 400, { search: `?query=${QUERY}&query=${QUERY}` }],
    ['a list of requests', 400, { method: 'POST', body: '[{"query": "{ __typename }"}]' }],
    ['a query that is null', 400, { method: 'POST', body: '{"query": null}' }],
    [
      'an operation name that is a number',
      400,
      { method: 'POST', body: '{"query": "{ __typename }", "operationName": 1}' },
    ],
    ['an empty body', 400, { method: 'POST', body: '' }],
  ])('refuses %s with %d', async (_, status, { search = '', ...init }) => {
    const headers = { accept: 'application/graphql-response+json', 'content-type': 'application/json' };
    const response = await fetch(served.url + search, { headers, ...init });
    const { errors } = (await response.json()) as { errors: unknown };
    expect({ status: response.status, errors }).toMatchObject({
      status,
      errors: [{ extensions: { code: 'VALIDATION_FAILED' } }],
    });
    if (status === 405) expect(response.headers.get('allow')).toBe('POST');
  });

  it('answers a query by GET', async () => {
    const response = await fetch(`${served.url}?query=${QUERY}`);
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it('answers other methods with 404 or 405', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      expect([404, 405]).toContain((await fetch(served.url, { method })).status);
  });
});
