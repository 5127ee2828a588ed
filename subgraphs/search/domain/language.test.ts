import { realText, type Script } from '@parley/testing/real-text';
import { languageOf, primaryLanguage } from './language';

const LANGUAGES = {
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
} satisfies Record<Script, string>;

test.each(Object.entries(LANGUAGES) as [Script, string][])('paragraphs in %s are in "%s"', async (script, language) => {
  const texts = realText(script).filter((text) => text.length > 60);
  const found = await Promise.all(texts.map(languageOf));
  expect(found.filter((one) => one === language).length / texts.length).toBeGreaterThan(0.95);
});

test.each([
  ['en', 'Can you send me the report?'],
  ['de', 'danke, bis morgen'],
  ['fr', 'merci beaucoup'],
  ['no', 'Kan du sende meg rapporten?'],
  ['uk', 'Чи можеш надіслати мені звіт?'],
  ['fa', 'آیا می‌توانید گزارش را ارسال کنید؟'],
  ['zh', '你好'],
  ['ja', '東京タワーの写真'],
  ['th', 'ขอบคุณ'],
  ['he', 'שלום'],
  ['ko', '안녕'],
  ['zh', '谢谢'],
  ['el', 'ναι'],
  ['de', 'Schau mal, was hier alles steht: https://example.org/what-do-you-think-about-this <@0f8fad5b>'],
  ['fr', 'Voici comment on le fait : ```for (const one of all) if (one.is.the.first) return the.one```'],
])('a short message is in "%s": %s', async (language, text) => {
  expect(await languageOf(text)).toBe(language);
});

test.each([
  '',
  '👍🎉',
  '42',
  'https://example.org/the-report-of-today',
  '`return undefined`',
  'ok',
  '\uD800',
  '<@someone>',
])('it is not clear what "%s" is written in', async (text) => {
  expect(await languageOf(text)).toBeUndefined();
});

test.each([
  ['de-AT', 'de'],
  ['zh-Hant-TW', 'zh'],
  ['cmn', 'zh'],
  ['nb', 'no'],
  ['nn-NO', 'no'],
  ['iw', 'he'],
  ['id', 'ms'],
  ['EN', 'en'],
  ['not a language', undefined],
  ['', undefined],
])('the language of the tag "%s" is "%s"', (tag, language) => {
  expect(primaryLanguage(tag)).toBe(language);
});
