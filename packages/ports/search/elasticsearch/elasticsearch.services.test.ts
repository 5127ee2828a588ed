import { randomUUID } from 'node:crypto';
import type { ConversationId, MessageId, TenantId, UserId } from '@parley/contracts/ids';
import { serviceUrl } from '@parley/testing/services';
import { until } from '@parley/testing/until';
import { describeSearchIndex } from '../conformance';
import type { MessageDocument } from '../search-index';
import { connectElasticsearch } from './client';
import { elasticsearchIndex } from './elasticsearch';
import { createGenerations } from './generations';
import { indexNames } from './names';
import { putTemplate } from './template';

jest.setTimeout(60_000);

async function open() {
  const client = connectElasticsearch({ urls: [serviceUrl('elasticsearch')] });
  const prefix = `test-${randomUUID()}`;
  const names = indexNames(prefix);
  await putTemplate(client, names);
  const g = createGenerations(client, names);
  const index = await g.create(1);
  await client.indices.putSettings({ index, settings: { refresh_interval: '50ms' } });
  await g.switchTo(index);
  return {
    index: elasticsearchIndex({ client, prefix }),
    async close() {
      await client.indices.delete({ index });
      await client.indices.deleteIndexTemplate({ name: names.template });
      await client.close();
    },
  };
}

describeSearchIndex('Elasticsearch', open);

describe('the analyzer of its language', () => {
  const [tenant, conversation, author] = [randomUUID(), randomUUID(), randomUUID()] as [
    TenantId,
    ConversationId,
    UserId,
  ];
  const document = (text: string, language?: string): MessageDocument => ({
    ...{ id: randomUUID() as MessageId, tenant, conversation, author, text, language, version: 1 },
    ...{ mentions: [], hasAttachment: false, createdAt: new Date('2026-11-22T10:00:00.000Z') },
  });
  let subject: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  it.each([
    ['en', "The children's <houses> were painted", 'house painting', '<mark>houses</mark>'],
    ['de', 'Die Häuser der Städte', 'haus', '<mark>Häuser</mark>'],
    ['fr', "Qu'est-ce que les chevaux de l'écurie", 'cheval ecurie', '<mark>chevaux</mark>'],
    ['es', 'Las canciones más bonitas', 'canción', '<mark>canciones</mark>'],
    ['ru', 'Мы читали новые книги', 'книга', '<mark>книги</mark>'],
    ['el', 'οι άνθρωποι στους δρόμους', 'δρόμος', '<mark>δρόμους</mark>'],
    ['ar', 'قرأنا كتابين والكتاب الثالث', 'كتاب', '<mark>والكتاب</mark>'],
    ['he', 'קראתי את הספר בבית', 'ספר', '<mark>הספר</mark>'],
    ['fa', 'کتاب‌های خوب را خواندیم', 'کتاب', '<mark>'],
    ['hi', 'लड़कियों ने किताबें पढ़ीं', 'किताब', '<mark>किताबें</mark>'],
    ['tr', "İstanbul'un evleri güzel", 'ev', '<mark>evleri</mark>'],
    ['th', 'ผมรักประเทศไทยมาก', 'ประเทศ', '<mark>ประเทศ'],
    ['zh', '我们去北京大学看书', '大学', '<mark>大学</mark>'],
    ['ja', 'ﾀﾜｰの写真を撮った', '写真', '<mark>写真</mark>'],
    ['ko', '나는 세계인권선언을 읽었다', '인권', '<mark>인권</mark>'],
  ])('finds other forms of a word (%s), and marks them', async (language, text, query, marked) => {
    const one = document(text, language);
    await subject.index.put([one]);
    const ask = () => subject.index.search({ tenant, conversations: [conversation], text: query, language, first: 9 });
    await until(async () => (await ask()).total === 1);
    const [hit] = (await ask()).hits;
    expect(hit).toMatchObject({ id: one.id });
    expect(hit!.highlights.join()).toContain(marked);
  });

  it('does so in the language that a message is in, whatever language was asked in', async () => {
    const [english, unclear] = [document('three otters', 'en'), document('three otteres')];
    await subject.index.put([english, unclear]);
    const ask = async (text: string) =>
      (await subject.index.search({ tenant, conversations: [conversation], text, first: 9 })).hits.map(({ id }) => id);
    await until(async () => (await ask('three')).length === 2);
    expect(await ask('otter three')).toEqual([english.id]);
    expect(await ask('otters three')).toEqual([english.id]);
  });
});
