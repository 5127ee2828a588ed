/// <reference types="jest" />
import { randomUUID } from 'node:crypto';
import type { ConversationId, MessageId, TenantId, UserId } from '@parley/contracts/ids';
import { realText, SCRIPTS, type Script } from '@parley/testing/real-text';
import { until } from '@parley/testing/until';
import type { MessageDocument, MessageQuery, SearchIndex } from './search-index';

interface Subject {
  index: SearchIndex;
  close(): Promise<void>;
}

const id = <T extends string>() => randomUUID() as string as T;

/** Scripts whose words are not set apart by spaces. */
const UNSPACED = new Set(['Thai', 'Chinese', 'Japanese']);

/** What the indexer says that texts of a script are in. */
const LANGUAGES: Record<Script, string> = {
  Latin: 'de',
  English: 'en',
  Vietnamese: 'vi',
  Cyrillic: 'ru',
  Greek: 'el',
  Arabic: 'ar',
  Hebrew: 'he',
  Devanagari: 'hi',
  Thai: 'th',
  Chinese: 'zh',
  Japanese: 'ja',
  Korean: 'ko',
};

/** What somebody would look for: a word out of the middle of a text, or a few characters where there are no spaces. */
function wordOf(script: string, text: string): string {
  const words = text.match(/[\p{L}\p{M}]+/gu)!.sort((a, b) => b.length - a.length);
  return UNSPACED.has(script) ? words[0].slice(2, 6) : words[0];
}

/** What every adapter of SearchIndex does. Call it in the adapter's test file. */
export function describeSearchIndex(adapter: string, open: () => Promise<Subject>): void {
  describe(`${adapter} as SearchIndex`, () => {
    let subject: Subject;
    let index: SearchIndex;
    const tenant = id<TenantId>();
    const conversation = id<ConversationId>();

    const document = (text: string, more: Partial<MessageDocument> = {}): MessageDocument => ({
      id: id<MessageId>(),
      tenant,
      conversation,
      author: id<UserId>(),
      text,
      mentions: [],
      hasAttachment: false,
      createdAt: new Date('2026-11-22T10:00:00.000Z'),
      version: 1,
      ...more,
    });
    const search = (text: string, more: Partial<MessageQuery> = {}) =>
      index.search({ tenant, conversations: [conversation], text, first: 20, ...more });
    const found = async (text: string, more: Partial<MessageQuery> = {}) =>
      (await search(text, more)).hits.map((hit) => hit.id);
    /** What was put is there, at the latest some seconds later. */
    async function put(...documents: MessageDocument[]): Promise<void> {
      await index.put(documents);
      const last = documents.at(-1)!;
      if (last.text.trim() !== '') {
        const query = {
          tenant: last.tenant,
          conversations: [last.conversation],
          text: last.text.slice(0, 40),
          first: 200,
        };
        await until(async () => (await index.search(query)).hits.some((hit) => hit.id === last.id));
      }
    }

    beforeAll(async () => {
      subject = await open();
      ({ index } = subject);
    });
    afterAll(() => subject.close());

    describe.each(SCRIPTS)('in %s', (script) => {
      const texts = realText(script)
        .filter((text) => text.length > 60)
        .slice(10, 16);

      it('finds each text by a word out of its middle, and marks it', async () => {
        const room = id<ConversationId>();
        const documents = [undefined, LANGUAGES[script]].flatMap((language) =>
          texts.map((text) => document(text, { conversation: room, language })),
        );
        await put(...documents);
        for (const { id: message, text } of documents) {
          const word = wordOf(script, text);
          const { hits } = await search(word, { conversations: [room], first: 200 });
          const hit = hits.find((one) => one.id === message);
          expect({ word, found: hit !== undefined }).toEqual({ word, found: true });
          expect(hit!.highlights.join(' ')).toContain('<mark>');
          expect(text.normalize('NFC')).toContain(
            hit!.highlights[0]!.replace(/<\/?mark>/g, '')
              .replaceAll('&quot;', '"')
              .replaceAll('&#39;', "'"),
          );
        }
      });

      it('finds nothing by a word that no text has', async () => {
        const room = id<ConversationId>();
        await put(...texts.map((text) => document(text, { conversation: room, language: LANGUAGES[script] })));
        for (const nothing of ['xylophon', 'ксилофон', '木琴', 'ไซโล'])
          expect(await found(nothing, { conversations: [room] })).toEqual([]);
      });
    });

    it.each([
      ['Straße nach Zürich', 'zurich'],
      ['Straße nach Zürich', 'STRASSE'],
      ['Ça coûte très cher', 'tres'],
      ['İstanbul güzel', 'istanbul'],
      ["l’homme et l'enfant", 'enfant'],
      ['ο Οδυσσέας και η ΟΔΟΣ', 'οδός'],
      ['Всё ещё ёлка', 'елка'],
      ['чай с молоком', 'чай'],
      ['مُحَمَّدٌ رسول', 'محمد'],
      ['שָׁלוֹם עולם', 'שלום'],
      ['我们去北京大学看书', '北京'],
      ['我们去北京大学看书', '看书'],
      ['我们去北京大学看书', '书'],
      ['東京タワーの写真', 'タワー'],
      ['ﾀﾜｰの写真', 'タワー'],
      ['나는 세계인권선언을 읽었다', '인권'],
      ['ผมรักประเทศไทยมาก', 'ไทย'],
      ['use React开发 now', 'react'],
      ['use React开发 now', '开发'],
      ['see https://example.com/path?q=1', 'example.com'],
      ['see https://example.com/path?q=1', 'example'],
      ['we met in the kitchen', 'kitch'],
      ['party 🎉 at nine', '🎉'],
      ['the 👩‍👩‍👧‍👦 came', '👩‍👩‍👧‍👦'],
      ['𠮷野家で食べた', '𠮷'],
      ['𠮷野家で食べた', '𠮷野'],
      ['a soft\u00ADhyphen', 'softhyphen'],
      ['e\u0301te\u0301', 'été'],
    ])('finds "%s" by "%s"', async (text, query) => {
      const room = id<ConversationId>();
      const one = document(text, { conversation: room });
      await put(one);
      expect(await found(query, { conversations: [room] })).toEqual([one.id]);
    });

    it.each([
      ['чаи остыли', 'чай'],
      ['我们去北京大学看书', '京学'],
      ['a kitchen', 'chen'],
      ['hello world', 'hello there'],
    ])('does not find "%s" by "%s"', async (text, query) => {
      const room = id<ConversationId>();
      await put(document(text, { conversation: room }));
      expect(await found(query, { conversations: [room] })).toEqual([]);
    });

    it.each([
      "'",
      "''",
      '\\',
      "a' | 'b",
      'a & | ! ( ) <-> :*',
      '"unclosed',
      'a:*',
      '(((((',
      '%',
      '_',
      '*',
      '?',
      '{}',
      '[[[',
      '/.*/',
      '~',
      'AND OR NOT',
      '<script>',
      '\u202E\u200B\u0000'.slice(0, 2),
      '\uD800'.replace('\uD800', '-'),
      '😀',
      '((a+)+)+$',
      'a'.repeat(500),
      "\\' ".repeat(160),
      '中'.repeat(500),
      'é\u0301'.repeat(200),
    ])('takes %j as a query like any other', async (query) => {
      await expect(search(query)).resolves.toEqual({
        total: expect.any(Number) as number,
        hits: expect.any(Array) as unknown[],
      });
    });

    it.each([
      'word '.repeat(20_000),
      'x'.repeat(40_000),
      'е\u0301'.repeat(10_000),
      'a' + '\u0301'.repeat(10_000),
      '汉'.repeat(30_000),
      'ﷺ '.repeat(20_000),
    ])('takes a text of any length and kind', async (text) => {
      const room = id<ConversationId>();
      const one = document(`start ${text}`, { conversation: room });
      await index.put([one]);
      await until(async () => (await found('start', { conversations: [room] })).length === 1);
    });

    it.each(["п'ять", 'п’ять', 'пʼять'])('takes every apostrophe for the same: %s', async (typed) => {
      const room = id<ConversationId>();
      const texts = ["Їх п'ять.", 'Їх п’ять.', 'Їх пʼять.', 'Їх п‘ять.'];
      const documents = texts.map((text) => document(text, { conversation: room, language: 'uk' }));
      await put(...documents, document('Їх шість.', { conversation: room, language: 'uk' }));
      const { hits } = await search(typed, { conversations: [room] });
      expect(new Set(hits.map((hit) => hit.id))).toEqual(new Set(documents.map((one) => one.id)));
      for (const { highlights } of hits) expect(highlights[0]).toMatch(/<mark>.*ять<\/mark>\.$/u);
    });

    it('finds what is quoted next to each other only, as it stands, and nothing that is unwanted', async () => {
      const room = id<ConversationId>();
      const of = (text: string) => document(text, { conversation: room, language: 'en' });
      const [alphaBeta, betaAlpha, withGamma] = [of('alpha beta'), of('Beta, alpha'), of('beta alpha gamma')];
      const walked = of('we walked to the alpha station');
      await put(alphaBeta, betaAlpha, withGamma, walked);
      const ids = async (typed: string) => new Set(await found(typed, { conversations: [room] }));
      expect(await ids('beta alpha')).toEqual(new Set([alphaBeta.id, betaAlpha.id, withGamma.id]));
      expect(await ids('"beta alpha"')).toEqual(new Set([betaAlpha.id, withGamma.id]));
      expect(await ids('“BETA ALPHA” -gamma')).toEqual(new Set([betaAlpha.id]));
      expect(await ids('-gamma alpha')).toEqual(new Set([alphaBeta.id, betaAlpha.id, walked.id]));
      expect(await ids('alpha -"beta alpha"')).toEqual(new Set([alphaBeta.id, walked.id]));
      expect(await ids('alpha -beta -gamma')).toEqual(new Set([walked.id]));
      // neither the beginning of a word nor another form of it
      for (const none of ['"alph"', '"beta alph"', '"walk to"', '"alpha beta gamma"', '-gamma'])
        expect(await ids(none)).toEqual(new Set());
      expect(await ids('alpha -gam')).toEqual(new Set([alphaBeta.id, betaAlpha.id, withGamma.id, walked.id]));
      expect(await search('alpha -gamma', { conversations: [room] })).toMatchObject({ total: 3 });
      const { hits } = await search('"beta alpha" -gamma', { conversations: [room] });
      expect(hits[0]!.highlights).toEqual(['<mark>Beta, alpha</mark>']);
    });

    it('finds what is quoted in scripts without spaces, also within a run, and leaves out what is unwanted', async () => {
      const room = id<ConversationId>();
      const [one, other] = ['我们去北京大学看书', '书在北京'].map((text) => document(text, { conversation: room }));
      await put(one!, other!);
      const ids = (typed: string) => found(typed, { conversations: [room] });
      expect(await ids('"北京大学"')).toEqual([one!.id]);
      expect(await ids('书 -大学')).toEqual([other!.id]);
    });

    it.each([
      ['👩‍👩‍👧 came', '👩', '<mark>👩‍👩‍👧</mark> came'],
      ['well 👍🏽 done', '👍', 'well <mark>👍🏽</mark> done'],
      ['I ❤️ it', '❤', 'I <mark>❤️</mark> it'],
      ['🇩🇪🇫🇷 match', '🇫🇷', '🇩🇪<mark>🇫🇷</mark> match'],
      ['press 1️⃣ now', '1️⃣', 'press <mark>1️⃣</mark> now'],
      ['ดื่มน้ำเย็น', 'น้ำ', null],
    ])('marks whole characters: of %s for %s', async (text, typed, marked) => {
      const room = id<ConversationId>();
      await put(document(text, { conversation: room }));
      const { hits } = await search(typed, { conversations: [room] });
      const [highlight = ''] = hits[0]!.highlights;
      if (marked) expect(highlight).toBe(marked);
      const whole = new Set(Array.from(new Intl.Segmenter().segment(text), ({ index }) => index)).add(text.length);
      const [before = '', match = ''] = highlight.split(/<\/?mark>/);
      expect(match).not.toBe('');
      for (const at of [before.length, before.length + match.length]) expect(whole).toContain(at);
    });

    it('cuts fragments between characters', async () => {
      const room = id<ConversationId>();
      const family = '👩‍👩‍👧‍👦';
      await put(document(`needle ${family.repeat(60)} ${'x'.repeat(100)} needle`, { conversation: room }));
      const { highlights } = (await search('needle', { conversations: [room] })).hits[0]!;
      for (const fragment of highlights)
        for (const { segment } of new Intl.Segmenter().segment(fragment.replace(/<\/?mark>/g, '')))
          if (/\p{Emoji_Presentation}/u.test(segment)) expect(segment).toBe(family);
    });

    it('escapes everything in highlights but its own marks', async () => {
      const room = id<ConversationId>();
      await put(document('<b onclick="x()">zebra</b> & <mark>no</mark> \'zebra\'', { conversation: room }));
      const { hits } = await search('zebra', { conversations: [room] });
      expect(hits[0]!.highlights.join('').replace(/<\/?mark>/g, '')).not.toMatch(/[<>]/);
      expect(hits[0]!.highlights.join('')).toContain('<mark>zebra</mark>');
      expect(hits[0]!.highlights.join('')).toContain('&amp;');
    });

    it('gives fragments of bounded length', async () => {
      const room = id<ConversationId>();
      const filler = 'lorem ipsum dolor sit amet '.repeat(40);
      await put(document(`${filler}needle ${filler}needle ${filler}needle ${filler}needle`, { conversation: room }));
      const { highlights } = (await search('needle', { conversations: [room] })).hits[0]!;
      expect(highlights.length).toBeGreaterThan(0);
      for (const fragment of highlights) {
        expect(fragment).toContain('<mark>needle</mark>');
        expect(fragment.length).toBeLessThan(400);
      }
    });

    it('sees nothing outside of the tenant and the conversations given', async () => {
      const [room, other] = [id<ConversationId>(), id<ConversationId>()];
      const here = document('walrus here', { conversation: room });
      await put(here, document('walrus there', { conversation: other }));
      const foreign = document('walrus abroad', { conversation: room, tenant: id<TenantId>() });
      await put(foreign);
      expect(await search('walrus', { conversations: [room] })).toMatchObject({
        total: 1,
        hits: [{ id: here.id, conversation: room }],
      });
      expect(await search('walrus', { conversations: [] })).toEqual({ total: 0, hits: [] });
      expect(await search('walrus', { conversations: [room], tenant: id<TenantId>() })).toEqual({ total: 0, hits: [] });
    });

    it('filters by author, time, attachment and mention', async () => {
      const room = id<ConversationId>();
      const [ann, bob] = [id<UserId>(), id<UserId>()];
      const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 10, minute));
      const one = document('otter one', { conversation: room, author: ann, createdAt: at(1) });
      const two = document('otter two', {
        conversation: room,
        author: bob,
        createdAt: at(2),
        mentions: [ann],
        hasAttachment: true,
      });
      await put(one, two);
      const filtered = async (more: Partial<MessageQuery>) =>
        new Set(await found('otter', { conversations: [room], ...more }));
      expect(await filtered({})).toEqual(new Set([one.id, two.id]));
      expect(await filtered({ authors: [ann] })).toEqual(new Set([one.id]));
      expect(await filtered({ authors: [] })).toEqual(new Set());
      expect(await filtered({ from: at(2) })).toEqual(new Set([two.id]));
      expect(await filtered({ to: at(1) })).toEqual(new Set([one.id]));
      expect(await filtered({ from: at(1), to: at(2) })).toEqual(new Set([one.id, two.id]));
      expect(await filtered({ hasAttachment: true })).toEqual(new Set([two.id]));
      expect(await filtered({ hasAttachment: false })).toEqual(new Set([one.id]));
      expect(await filtered({ mentions: ann })).toEqual(new Set([two.id]));
      expect(await filtered({ mentions: bob })).toEqual(new Set());
    });

    it('filters by the language that documents say they are in, and follows it', async () => {
      const room = id<ConversationId>();
      const english = document('the otter and the hotel', { conversation: room, language: 'en' });
      const german = document('der Otter und das Hotel', { conversation: room, language: 'de' });
      const unclear = document('otter hotel', { conversation: room });
      await put(english, german, unclear);
      const written = (language?: string) => found('otter', { conversations: [room], language });
      expect(new Set(await written())).toEqual(new Set([english.id, german.id, unclear.id]));
      expect(await written('en')).toEqual([english.id]);
      expect(await search('otter', { conversations: [room], language: 'de' })).toMatchObject({ total: 1 });
      expect(await written('fr')).toEqual([]);
      await put({ ...english, text: 'l’otter et l’hôtel', language: 'fr', version: 2 });
      await until(async () => (await written('fr')).length === 1);
      expect(await written('en')).toEqual([]);
      await put({ ...german, text: 'otter otter', language: undefined, version: 2 });
      await until(async () => (await written('de')).length === 0);
    });

    it("counts what is nobody's to see for nothing: neither in scores nor in totals", async () => {
      const room = id<ConversationId>();
      const mine = document('a wombat', { conversation: room });
      await put(mine);
      const before = await search('wombat', { conversations: [room] });
      const others = Array.from({ length: 40 }, () => document('wombat '.repeat(9), { tenant: id<TenantId>() }));
      await put(...others);
      expect(await search('wombat', { conversations: [room] })).toEqual(before);
    });

    it('ranks what says more of it first, and the newer one of equals', async () => {
      const room = id<ConversationId>();
      const day = (n: number) => new Date(Date.UTC(2026, 10, n));
      const old = document('a badger was seen', { conversation: room, createdAt: day(1) });
      const fresh = document('a badger was seen', { conversation: room, createdAt: day(20) });
      const thick = document('badger, badger and badger', { conversation: room, createdAt: day(20) });
      await put(old, fresh, thick);
      expect(await found('badger', { conversations: [room] })).toEqual([thick.id, fresh.id, old.id]);
    });

    it('pages through all hits in the order of one page, without a gap or a repeat', async () => {
      const room = id<ConversationId>();
      const documents = Array.from({ length: 25 }, (_, n) =>
        document(`puffin ${'rock '.repeat(n % 4)}`, {
          conversation: room,
          createdAt: new Date(Date.UTC(2026, 10, 1 + (n % 3))),
        }),
      );
      await put(...documents);
      await until(async () => (await search('puffin', { conversations: [room] })).total === 25);
      const all = await found('puffin', { conversations: [room], first: 100 });
      const paged: MessageId[] = [];
      for (let after: MessageQuery['after']; ;) {
        const { total, hits } = await search('puffin', { conversations: [room], first: 4, after });
        expect(total).toBe(25);
        if (hits.length === 0) break;
        paged.push(...hits.map((hit) => hit.id));
        after = hits.at(-1);
      }
      expect(paged).toEqual(all);
      expect(new Set(paged).size).toBe(25);
    });

    it('takes the latest version, whatever order they come in', async () => {
      const room = id<ConversationId>();
      const first = document('heron', { conversation: room, version: 3 });
      await put(first);
      await put({ ...first, text: 'stork', version: 5 });
      await index.put([{ ...first, text: 'crane', version: 4 }]);
      await index.put([
        { ...first, text: 'egret', version: 9 },
        { ...first, text: 'ibis', version: 8 },
      ]);
      await until(async () => (await found('egret', { conversations: [room] })).length === 1);
      for (const gone of ['heron', 'stork', 'crane', 'ibis'])
        expect(await found(gone, { conversations: [room] })).toEqual([]);
    });

    it('takes the same version again: what is made of a text may have become another', async () => {
      const room = id<ConversationId>();
      const first = document('gannet', { conversation: room, version: 7 });
      await put(first);
      await put({ ...first, text: 'guillemot' });
      expect(await found('gannet', { conversations: [room] })).toEqual([]);
    });

    it('keeps messages apart that come together by the thousand', async () => {
      const room = id<ConversationId>();
      const documents = Array.from({ length: 1_500 }, (_, n) => document(`auk number${n}`, { conversation: room }));
      await put(...documents);
      expect((await search('auk', { conversations: [room] })).total).toBe(1_500);
      expect(await found('number1234 auk', { conversations: [room] })).toEqual([documents[1234]!.id]);
    });

    it('looks into as many conversations as somebody may read', async () => {
      const room = id<ConversationId>();
      const one = document('dunlin', { conversation: room });
      await put(one);
      const conversations = [...Array.from({ length: 70_000 }, () => id<ConversationId>()), room];
      expect(await found('dunlin', { conversations })).toEqual([one.id]);
    });

    it('forgets what was deleted, and is not told it again by an older document', async () => {
      const room = id<ConversationId>();
      const message = document('secret plover', { conversation: room, version: 1 });
      await put(message);
      await index.put([{ ...message, text: '', version: 2 }]);
      await until(async () => (await search('plover', { conversations: [room] })).total === 0);
      await index.put([message]);
      const witness = document('plover witness', { conversation: room });
      await put(witness);
      expect(await found('plover', { conversations: [room] })).toEqual([witness.id]);
    });
  });
}
