import type { Chance } from './chance';

/** Texts in scripts that computers handle differently. */
const SAYINGS = [
  'The early train was late again, and nobody minded.',
  'Der Zug um sieben fällt heute aus – bitte den nächsten nehmen.',
  'Le café est prêt, mais où sont les tasses ?',
  'Кто оставил окно открытым на ночь?',
  'Ποιος πήρε τα κλειδιά του ποδηλάτου;',
  'القهوة جاهزة، تفضلوا إلى الطاولة.',
  'הרכבת הבאה יוצאת בשבע וחצי.',
  'कल की बैठक दस बजे होगी।',
  '会议改到明天下午三点，请大家准时参加。',
  '駅前の新しいパン屋さんに行きましたか。',
  '내일 점심은 같이 먹을까요?',
  'พรุ่งนี้เช้าเจอกันที่สถานีนะ',
  'Ready? 🚲 🏔️ 👩‍👩‍👧‍👦 – off we go! 🇪🇺',
  'if (a < b && c > d) { print("<b>not bold</b>") } // 100 % text',
];

/** A text that is unique in the run and begins with `name`. */
export function newText(chance: Chance, name: string): string {
  const sayings = Array.from({ length: 1 + chance.below(3) }, () => chance.oneOf(SAYINGS)[0]!);
  return `${name} ${sayings.join(' ')}`;
}
