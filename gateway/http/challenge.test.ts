import { startTestGateway, type TestGateway } from '../tiny-graph.fixture';
import { EVENTS } from './streaming/stream-reading.fixture';

/** RFC 6750, 3: whatever is answered with 401 says how to sign in. */

let test: TestGateway;
beforeAll(async () => (test = await startTestGateway({ environment: 'production', metricsToken: 'operators' })));
afterAll(() => test.gateway.stop());

const QUERY = `/graphql?query=${encodeURIComponent('{ me { name } }')}`;

it.each<[string, string, Record<string, string>, string]>([
  ['a wrong token', QUERY, { authorization: 'Bearer wrong' }, 'Bearer realm="parley", error="invalid_token"'],
  ['what is no token', QUERY, { authorization: 'bearer a b' }, 'Bearer realm="parley", error="invalid_token"'],
  ['another scheme', QUERY, { authorization: 'Basic YTpi' }, 'Bearer realm="parley"'],
  [
    'a wrong token for a stream',
    QUERY,
    { authorization: 'Bearer wrong', accept: EVENTS },
    'Bearer realm="parley", error="invalid_token"',
  ],
  [
    'a wrong token for the schema',
    '/schema.graphql',
    { authorization: 'Bearer wrong' },
    'Bearer realm="parley", error="invalid_token"',
  ],
  ['no token for metrics', '/metrics', {}, 'Bearer realm="parley"'],
])('%s', async (_, path, headers, challenge) => {
  const response = await fetch(test.gateway.url + path, { headers });
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe(challenge);
});

it('other answers have none', async () => {
  for (const path of [QUERY, '/schema.graphql', '/nothing'])
    expect((await fetch(test.gateway.url + path)).headers.has('www-authenticate')).toBe(false);
});
