/// <reference types="jest" />
import type { ConversationId } from '@parley/contracts/ids';
import { realText, SCRIPTS, type Script } from '@parley/testing/real-text';
import { until } from '@parley/testing/until';
import { id, type Scene } from './conformance-scene';

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

/** Which words match, and how hits are marked. */
export function describeMatching({ document, search, found, put, index }: Scene): void {
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
    await index().put([one]);
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
}
