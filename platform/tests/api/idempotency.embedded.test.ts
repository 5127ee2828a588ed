import { randomUUID } from 'node:crypto';
import { createConversation } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const CREATE = `mutation ($input: CreateConversationInput!) { createConversation(input: $input) { id title } }`;
const LEAVE = 'mutation ($id: ID!) { leaveConversation(conversationId: $id) }';

describe('a mutation with an Idempotency-Key', () => {
  let platform: RunningPlatform;
  let ann: TestClient;
  let bob: TestClient;
  beforeAll(async () => {
    platform = await runningPlatform();
    [ann, bob] = await platform.people('Ann', 'Bob');
  });
  afterAll(() => platform.close());

  async function request(by: TestClient, key: string, body: { query: string; variables: object }) {
    const answer = await fetch(`${platform.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${by.token}`,
        'idempotency-key': `"${key}"`,
      },
      body: JSON.stringify(body),
    });
    return answer.json() as Promise<{ data?: Record<string, unknown>; errors?: { extensions: { code: string } }[] }>;
  }
  const create = (by: TestClient, key: string, title: string) =>
    request(by, key, { query: CREATE, variables: { input: { kind: 'GROUP', title } } });
  const countOf = async (by: TestClient) =>
    (await by.request<{ conversations: { edges: unknown[] } }>('{ conversations { edges { cursor } } }')).data!
      .conversations.edges.length;

  it('changes something once, however often and by how many at once it is sent', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(ann, key, 'Once')));
    const done = answers.filter(({ data }) => data);
    const waiting = answers.filter(({ errors }) => errors?.[0]?.extensions.code === 'UNAVAILABLE');
    expect(done.length).toBeGreaterThan(0);
    expect(done.length + waiting.length).toBe(8);
    const again = await create(ann, key, 'Once');
    for (const one of done) expect(one).toEqual(again);
    expect(await countOf(ann)).toBe(1);
    expect(await create(ann, key, 'Twice')).toMatchObject({
      errors: [{ extensions: { code: 'IDEMPOTENCY_CONFLICT' } }],
    });
    expect(await create(bob, key, 'Once')).not.toEqual(again);
    expect([await countOf(ann), await countOf(bob)]).toEqual([1, 1]);
  });

  it('gives its answer also where doing it again would be an error', async () => {
    const id = await createConversation(ann, { members: [bob] });
    const key = randomUUID();
    const leaving = () => request(bob, key, { query: LEAVE, variables: { id } });
    for (let times = 0; times < 2; times++) expect(await leaving()).toEqual({ data: { leaveConversation: true } });
    const afresh = await request(bob, randomUUID(), { query: LEAVE, variables: { id } });
    expect(afresh.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });
});
