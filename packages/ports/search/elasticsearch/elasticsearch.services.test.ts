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
import { write } from './write';

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
    client,
    names,
    generations: g,
    index: elasticsearchIndex({ client, prefix }),
    async close() {
      await client.indices.delete({ index: Object.keys(await client.indices.get({ index: names.pattern })) });
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
    const request = () =>
      subject.index.search({ tenant, conversations: [conversation], text: query, language, first: 9 });
    await until(async () => (await request()).total === 1);
    const [hit] = (await request()).hits;
    expect(hit).toMatchObject({ id: one.id });
    expect(hit!.highlights.join()).toContain(marked);
  });

  it('does so in the language that a message is in, whatever language was asked in', async () => {
    const [english, unclear] = [document('three otters', 'en'), document('three otteres')];
    await subject.index.put([english, unclear]);
    const request = async (text: string) =>
      (await subject.index.search({ tenant, conversations: [conversation], text, first: 9 })).hits.map(({ id }) => id);
    await until(async () => (await request('three')).length === 2);
    expect(await request('otter three')).toEqual([english.id]);
    expect(await request('otters three')).toEqual([english.id]);
  });
});

describe('while another index is made', () => {
  const [tenant, conversation] = [randomUUID(), randomUUID()] as [TenantId, ConversationId];
  const message: MessageDocument = {
    ...{ id: randomUUID() as MessageId, tenant, conversation, author: randomUUID() as UserId, text: 'a secret' },
    ...{ mentions: [], hasAttachment: false, createdAt: new Date('2026-11-22T10:00:00.000Z'), version: 1 },
  };
  let subject: Awaited<ReturnType<typeof open>>;
  let next: string;
  beforeEach(async () => {
    subject = await open();
    await subject.index.put([message]);
    await until(async () => (await total()) === 1);
    next = await subject.generations.create(1);
    // makes nothing visible by itself
    await subject.client.indices.putSettings({ index: next, settings: { refresh_interval: '-1' } });
  });
  afterEach(() => subject.close());
  const total = async () =>
    (await subject.index.search({ tenant, conversations: [conversation], text: 'secret', first: 9 })).total;

  it('what was deleted is not seen again when it takes over', async () => {
    await subject.index.put([message]);
    await subject.client.indices.refresh({ index: next });
    await subject.index.put([{ ...message, text: '', version: 2 }]);
    await until(async () => (await total()) === 0);
    await subject.generations.switchTo(next);
    expect(await total()).toBe(0);
  });

  it('what it does not take is not seen in the one that is read either', async () => {
    await subject.client.indices.putSettings({ index: next, settings: { blocks: { write: true } } });
    await expect(subject.index.put([{ ...message, text: '', version: 2 }])).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    const [live] = Object.keys(await subject.client.indices.getAlias({ name: subject.names.read }));
    await subject.client.indices.refresh({ index: live });
    expect(await total()).toBe(1);
  });

  it('a write to one that is gone makes none', async () => {
    await subject.generations.drop(next);
    await expect(write(subject.client, [message], { index: next, visible: false })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    expect(await subject.client.indices.exists({ index: next })).toBe(false);
  });
});

describe('an Elasticsearch that is not there', () => {
  it('is UNAVAILABLE for whatever is asked', async () => {
    const client = connectElasticsearch({ urls: ['http://127.0.0.1:1'] });
    const index = elasticsearchIndex({ client, prefix: 'none' });
    const [tenant, conversation] = [randomUUID(), randomUUID()] as [TenantId, ConversationId];
    const unavailable = { code: 'UNAVAILABLE', extensions: { retryable: true } };
    const query = { tenant, conversations: [conversation], text: 'word', first: 1 };
    await expect(index.search(query)).rejects.toMatchObject(unavailable);
    await expect(index.isMade()).rejects.toMatchObject(unavailable);
    const id = randomUUID() as MessageId;
    await expect(index.kept([{ conversation, id }])).rejects.toMatchObject(unavailable);
    const document = { ...{ id, tenant, conversation, author: randomUUID() as UserId, text: 'word', version: 1 } };
    await expect(
      index.put([{ ...document, mentions: [], hasAttachment: false, createdAt: new Date() }]),
    ).rejects.toMatchObject(unavailable);
    await client.close();
  });
});
