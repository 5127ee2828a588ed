import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { connectElasticsearch } from '@parley/ports/search/elasticsearch/client';
import { elasticsearchIndex } from '@parley/ports/search/elasticsearch/elasticsearch';
import { createGenerations } from '@parley/ports/search/elasticsearch/generations';
import { indexNames } from '@parley/ports/search/elasticsearch/names';
import { rebuildIndex } from '@parley/search/workers/rebuild-index';
import { createConversation, sendMessage, value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { faultyLink, type FaultyLink } from '@parley/testing/faulty-link';
import { serviceUrl } from '@parley/testing/services';
import { until } from '@parley/testing/until';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

const SEARCH = `query ($query: String!, $id: ID!, $first: Int, $after: String) {
  searchMessages(query: $query, filter: { conversationIds: [$id] }, first: $first, after: $after) {
    totalCount pageInfo { endCursor hasNextPage } edges { node { message { id text } highlights } }
  }
}`;
const EDIT = `mutation ($input: EditMessageInput!) { editMessage(input: $input) { id } }`;
const DELETE = 'mutation ($id: ID!) { deleteMessage(messageId: $id) { id } }';
const NAME = 'search index';

interface Found {
  totalCount: number;
  pageInfo: { endCursor: string | null; hasNextPage: boolean };
  edges: { node: { message: { id: string; text: string }; highlights: string[] } }[];
}
interface Ready {
  ok: boolean;
  dependencies: Record<string, { ok: boolean; note?: string; reason?: string }>;
}

/** Milliseconds between changes, and between searches: as many as fit would keep a busy machine from all else. */
const PACE_MS = 20;

describe('the platform on Elasticsearch', () => {
  const prefix = `test-${randomUUID()}`;
  const client = connectElasticsearch({ urls: [serviceUrl('elasticsearch')] });
  const index = elasticsearchIndex({ client, prefix, searchMs: 1_000 });
  const names = indexNames(prefix);
  let link: FaultyLink;
  let platform: RunningPlatform;
  let ann: TestClient;
  let id: string;

  beforeAll(async () => {
    link = await faultyLink(serviceUrl('elasticsearch'));
    platform = await runningPlatform({ ELASTICSEARCH_URL: link.url, ELASTICSEARCH_PREFIX: prefix });
    ann = await platform.person('Ann');
    await until(() => index.isMade());
  });
  beforeEach(async () => {
    id = await createConversation(ann);
  });
  afterAll(async () => {
    await platform.close();
    await link.close();
    const all = Object.keys(await client.indices.get({ index: names.pattern }));
    if (all.length > 0) await client.indices.delete({ index: all });
    await client.indices.deleteIndexTemplate({ name: names.template });
    await client.close();
  });

  const request = (query: string, more = {}) =>
    ann.request<{ searchMessages: Found }>(SEARCH, { query, id, first: 100, ...more });
  const search = (query: string, more = {}) => value(request(query, more));
  const texts = async (query: string) => (await search(query)).edges.map(({ node }) => node.message.text).sort();
  const found = (query: string, ...expected: string[]) =>
    until(async () => (await texts(query)).join() === expected.sort().join());
  const ready = async () => (await fetch(`${platform.url}/readyz`)).json() as Promise<Ready>;
  const edit = (message: string, text: string) =>
    value(ann.request(EDIT, { input: { messageId: message, expectedRevision: 1, text } }));
  const remove = (message: string) => value(ann.request(DELETE, { id: message }));

  it('finds what is sent, edited and not deleted', async () => {
    const sent = await sendMessage(ann, id, 'The <b>otters</b> & co');
    const gone = await sendMessage(ann, id, 'an otter that goes');
    await found('otter', 'The <b>otters</b> & co', 'an otter that goes');
    expect((await search('otters')).edges[0]!.node.highlights).toEqual([
      'The &lt;b&gt;<mark>otters</mark>&lt;/b&gt; &amp; co',
    ]);
    await edit(sent.id, 'no beaver');
    await remove(gone.id);
    await found('otter');
    await found('beavers', 'no beaver');
    // searches hide what is deleted before the index has forgotten it
    const kept = () => client.search({ index: names.read, query: { ids: { values: [gone.id] } } });
    await until(async () => !JSON.stringify((await kept()).hits.hits).includes('goes'));
    expect(await ready()).toMatchObject({ ok: true, dependencies: { [NAME]: { ok: true, note: 'on Elasticsearch' } } });
  });

  it('34: says so while it can not be reached, goes on otherwise, and loses nothing', async () => {
    await sendMessage(ann, id, 'walrus before');
    await found('walrus', 'walrus before');
    await link.cut();
    const { errors } = await request('walrus');
    expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE', retryable: true } }]);
    await sendMessage(ann, id, 'walrus meanwhile');
    const gone = await sendMessage(ann, id, 'walrus gone');
    await remove(gone.id);
    expect(await ready()).toMatchObject({ ok: true, dependencies: { [NAME]: { ok: false } } });
    await link.mend();
    await found('walrus', 'walrus before', 'walrus meanwhile');
    expect(await platform.database.query('select from event_stream.dead_letter')).toEqual([]);
  });

  it('40: is made again while messages are sent, edited, deleted and looked for, and no search notices', async () => {
    const numbers = Array.from({ length: 120 }, (_, n) => n);
    const first = await Promise.all(numbers.map((n) => sendMessage(ann, id, `marmot number${n}`)));
    await until(async () => (await search('marmot')).totalCount === 120);
    const before = Object.keys(await client.indices.getAlias({ name: names.read }));

    let rebuilding = true;
    /** Messages that no search may find any more, as one was without them already. */
    const unseen = new Set<string>();
    const removed: string[] = [];
    const edited: string[] = [];
    const sent: string[] = first.map((message) => message.id);
    const all = async () => {
      const ids: string[] = [];
      for (let after: string | null = null, more = true; more;) {
        const page: Found = await search('marmot', { after });
        ids.push(...page.edges.map(({ node }) => node.message.id));
        ({ endCursor: after, hasNextPage: more } = page.pageInfo);
      }
      return ids;
    };
    /** What the index itself says: the subgraph would hide what is deleted. */
    const raw = async () => {
      const asked = { text: 'marmot', conversations: [id as never], first: 1_000 };
      return new Set((await index.search({ ...asked, tenant: await tenant() })).hits.map((hit) => hit.id as string));
    };
    async function looking() {
      let searches = 0;
      while (rebuilding) {
        const gone = removed.slice();
        const known = new Set(unseen);
        const seen = await raw();
        expect([...known].filter((one) => seen.has(one))).toEqual([]);
        for (const one of gone) if (!seen.has(one)) unseen.add(one);
        const missing = first.slice(60).filter((message) => !seen.has(message.id));
        expect(missing).toEqual([]);
        await search('marmot');
        searches++;
        await delay(PACE_MS);
      }
      return searches;
    }
    async function changing() {
      for (let n = 0; rebuilding; n++) {
        await delay(PACE_MS);
        // a search finds a thousand at most, and the first ones must be among them
        const isMarmot = n < 800;
        const message = await sendMessage(ann, id, `${isMarmot ? 'marmot' : 'vole'} more${n}`);
        if (isMarmot) sent.push(message.id);
        if (n < 30) {
          await remove(first[n]!.id);
          removed.push(first[n]!.id);
          await edit(first[n + 30]!.id, `groundhog ${n}`);
          edited.push(first[n + 30]!.id);
        }
      }
    }
    async function rebuildingThrice() {
      try {
        for (let time = 0; time < 3; time++) await rebuildIndex({ database: platform.database, index });
      } finally {
        rebuilding = false;
      }
    }
    const [searches] = await Promise.all([looking(), changing(), rebuildingThrice()]);
    expect(searches).toBeGreaterThan(10);
    expect(unseen.size).toBeGreaterThan(0);
    const [after, ...others] = Object.keys(await client.indices.get({ index: names.pattern }));
    expect(others).toEqual([]);
    expect(before).not.toContain(after);
    const left = sent.filter((one) => !removed.includes(one) && !edited.includes(one)).sort();
    await until(async () => (await all()).sort().join() === left.join());
    expect((await search('groundhog')).totalCount).toBe(edited.length);
  });

  const tenant = async () =>
    (await platform.database.query<{ tenant: never }>('select tenant from log.stream_head where stream = $1', [id]))[0]!
      .tenant;

  it('40: what an interrupted rebuild has left is removed, and no search was answered from it', async () => {
    await sendMessage(ann, id, 'pangolin before');
    await found('pangolin', 'pangolin before');
    const left = await createGenerations(client, names).create(1);
    await sendMessage(ann, id, 'pangolin after');
    await found('pangolin', 'pangolin before', 'pangolin after');
    await until(async () => !(await client.indices.exists({ index: left })));
    await sendMessage(ann, id, 'pangolin at last');
    await found('pangolin', 'pangolin before', 'pangolin after', 'pangolin at last');
  });

  it('40: is made again by itself when it is lost', async () => {
    await sendMessage(ann, id, 'capybara');
    await found('capybara', 'capybara');
    await client.indices.delete({ index: Object.keys(await client.indices.getAlias({ name: names.read })) });
    expect((await request('capybara')).errors).toMatchObject([
      { extensions: { code: 'UNAVAILABLE', retryable: true } },
    ]);
    await sendMessage(ann, id, 'another capybara');
    await until(async () => (await texts('capybara')).length === 2);
  });
});
