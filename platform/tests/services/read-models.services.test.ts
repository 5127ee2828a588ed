import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectElasticsearch } from '@parley/ports/search/elasticsearch/client';
import { indexNames } from '@parley/ports/search/elasticsearch/names';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { serviceUrl } from '@parley/testing/services';
import { parley as parleyCommand } from '../../testing/parley-command';

describe('40: the procedure for a search index that is lost or wrong', () => {
  const prefix = `test-${randomUUID()}`;
  const names = indexNames(prefix);
  const client = connectElasticsearch({ urls: [serviceUrl('elasticsearch')] });
  let fresh: FreshDatabase;
  let folder: string;

  beforeAll(async () => {
    fresh = await freshDatabase();
    folder = await mkdtemp(join(tmpdir(), 'parley-read-models-'));
    await writeFile(join(folder, 'database'), fresh.url);
    await parley('seed');
  });
  afterAll(async () => {
    const all = Object.keys(await client.indices.get({ index: names.pattern }));
    if (all.length > 0) await client.indices.delete({ index: all });
    await client.indices.deleteIndexTemplate({ name: names.template }, { ignore: [404] });
    await client.close();
    await fresh.close();
    await rm(folder, { recursive: true });
  });

  /** Runs the command as an operator would. */
  async function parley(...args: string[]): Promise<{ code: number | null; output: string }> {
    const environment = {
      ...{ PARLEY_DATA: folder, LOG_LEVEL: 'warn', DATABASE_URL_FILE: join(folder, 'database') },
      ...{ ELASTICSEARCH_URL: serviceUrl('elasticsearch'), ELASTICSEARCH_PREFIX: prefix },
    };
    const { code, output, complaint } = await parleyCommand(environment, ...args);
    return { code, output: output + complaint };
  }

  it('tells what differs, makes it again, and is then as the state', async () => {
    await parley('rebuild', 'search');
    expect(await parley('verify')).toEqual({
      code: 0,
      output: ['message-counts', 'replies', 'log', 'members', 'unread', 'search']
        .map((name) => `${name}: as the state\n`)
        .join(''),
    });
    const { hits } = await client.search({ index: names.read, size: 2, query: { exists: { field: 'terms' } } });
    const [gone, wrong] = hits.hits.map(({ _id }) => _id!);
    await client.delete({ index: names.read, id: gone!, refresh: true });
    await client.update({ index: names.read, id: wrong!, doc: { author: randomUUID() }, refresh: true });
    await fresh.database.query('update conversations.conversation set member_count = member_count + 1');

    const { code, output } = await parley('verify', 'search', 'members');
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`^search: [\\w-]+: message ${gone} in the index is missing$`, 'm'));
    expect(output).toMatch(new RegExp(`^search: [\\w-]+: message ${wrong} in the index is different$`, 'm'));
    expect(output).toMatch(/^search: 2 differ$/m);
    expect(output).toMatch(/^members: [\w-]+: member_count is \d+, should be \d+$/m);

    expect(await parley('search', 'reindex')).toEqual({ code: 0, output: 'search: made again\n' });
    expect((await parley('rebuild', 'members')).code).toBe(0);
    expect((await parley('verify')).code).toBe(0);
  });

  it('is told that it is lost', async () => {
    await client.indices.delete({ index: Object.keys(await client.indices.getAlias({ name: names.read })) });
    expect(await parley('verify', 'search')).toEqual({
      code: 1,
      output: 'search: the index is not made\nsearch: 1 differ\n',
    });
    expect((await parley('rebuild', 'search')).code).toBe(0);
    expect((await parley('verify', 'search')).code).toBe(0);
  });

  it('refuses what is no read model, and to make again what is the state', async () => {
    expect(await parley('verify', 'serach')).toMatchObject({
      code: 1,
      output: expect.stringContaining('search') as string,
    });
    expect(await parley('rebuild', 'log')).toMatchObject({ code: 1, output: expect.stringContaining('log') as string });
  });
});
