import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { oneEmoji } from './emoji';

test.each([
  ['❤', '❤\ufe0f'],
  ['❤\ufe0f', '❤\ufe0f'],
  ['❤\ufe0e', '❤\ufe0f'],
  ['❤\u200d🔥', '❤\ufe0f\u200d🔥'],
  ['👍\ufe0f', '👍'],
  ['👍🏽', '👍🏽'],
  ['✌🏽', '✌🏽'],
  ['✌\ufe0f🏽', '✌🏽'],
  ['🕵🏽\u200d♂', '🕵🏽\u200d♂\ufe0f'],
  ['🕵\u200d♂\ufe0f', '🕵\ufe0f\u200d♂\ufe0f'],
  ['👁\u200d🗨', '👁\ufe0f\u200d🗨\ufe0f'],
  ['🏳\u200d🌈', '🏳\ufe0f\u200d🌈'],
  ['🏴\u200d☠', '🏴\u200d☠\ufe0f'],
  ['1\u20e3', '1\ufe0f\u20e3'],
  ['#\ufe0f\u20e3', '#\ufe0f\u20e3'],
  ['🇩🇪', '🇩🇪'],
  ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['👨‍👩‍👧', '👨‍👩‍👧'],
  ['©', '©\ufe0f'],
])('%j is kept as %j', (emoji, qualified) => expect(oneEmoji(emoji)).toBe(qualified));

test.each([
  ['half a flag', '🇩'],
  ['three halves of flags', '🇩🇪🇫'],
  ['a flag of no country', '🇽🇽'],
  ['a skin tone', '🏽'],
  ['a skin tone and a selector', '🏽\ufe0f'],
  ['a digit', '1'],
  ['a digit and a selector', '1\ufe0f'],
  ['a key without a digit', '\u20e3'],
  ['a key of a letter', 'a\u20e3'],
  ['a selector', '\ufe0f'],
  ['a joiner', '\u200d'],
  ['a sequence that ends in a joiner', '👨\u200d'],
  ['a sequence that is no emoji', '👍\u200d🔥'],
  ['a flag of tags without its end', '🏴\u{e0067}\u{e0062}'],
  ['tags of no region', '🏴\u{e0078}\u{e0078}\u{e007f}'],
  ['a skin tone on what has no skin', '❤🏽'],
  ['two emoji', '👍👍'],
  ['a letter', 'a'],
  ['nothing', ''],
  ['white space around it', ' 👍'],
])('%s is none', (_, text) => expect(() => oneEmoji(text)).toThrow('must be one emoji'));

interface Offered {
  emoji: string;
  skins?: { emoji: string }[];
  group?: number;
  version: number;
}

test('what the picker offers is taken, but for its selectors as it is', () => {
  const emojibase = createRequire(require.resolve('@parley/web/package.json')).resolve('emojibase-data/en/data.json');
  const offered = (JSON.parse(readFileSync(emojibase, 'utf8')) as Offered[])
    .filter(({ group, version }) => group !== undefined && group !== 2 && version <= 15)
    .flatMap(({ emoji, skins = [] }) => [emoji, ...skins.map((skin) => skin.emoji)]);
  expect(offered.length).toBeGreaterThan(3_000);
  const bare = (emoji: string) => emoji.replaceAll('\ufe0f', '');
  expect(offered.map(oneEmoji).map(bare)).toEqual(offered.map(bare));
});

test('an emoji of a later Unicode than this process knows is taken', () =>
  expect(oneEmoji('\u{1fafe}')).toBe('\u{1fafe}'));
