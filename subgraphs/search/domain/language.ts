/** Languages that detectors know under another name: the language on the right includes the one on the left. */
const TAKEN_FOR: Record<string, string> = { nb: 'no', nn: 'no', id: 'ms', yue: 'zh' };

/** The language of a tag (BCP 47) by the one name that documents have it by; undefined for what is no tag. */
export function primaryLanguage(tag: string): string | undefined {
  try {
    const { language } = new Intl.Locale(tag);
    return TAKEN_FOR[language] ?? language;
  } catch {
    return undefined;
  }
}

/** Scripts that hardly any other language is written in: they tell it of a word that is too short for a detector. */
const BY_SCRIPT: readonly (readonly [RegExp, string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  [/\p{Script=Hangul}/u, 'ko'],
  [/\p{Script=Han}/u, 'zh'],
  [/\p{Script=Thai}/u, 'th'],
  [/\p{Script=Lao}/u, 'lo'],
  [/\p{Script=Hebrew}/u, 'he'],
  [/\p{Script=Greek}/u, 'el'],
  [/\p{Script=Georgian}/u, 'ka'],
  [/\p{Script=Armenian}/u, 'hy'],
  [/\p{Script=Tamil}/u, 'ta'],
];

/** Parts of a text that are in no language: code, addresses, mentions. */
const NO_LANGUAGE = /```.*?(?:```|$)|`[^`]*`|<@[^>]*>|https?:\S+|\S+@\S+/gsu;

/** Characters that are looked at. */
const ENOUGH = 2_000;

/** The language that a text is written in, as `primaryLanguage` names it; undefined where that is not clear. */
export async function languageOf(text: string): Promise<string | undefined> {
  const words = text.slice(0, ENOUGH).normalize('NFC').replace(NO_LANGUAGE, ' ');
  if (!/\p{L}/u.test(words)) return undefined;
  const found = (await detector()).detect(words);
  if (found.isReliable()) return primaryLanguage(found.language);
  return BY_SCRIPT.find(([script]) => script.test(words))?.[1];
}

/** Has megabytes of tables, which only who indexes needs. */
const detector = async () => (await import('eld/extrasmall')).eld;
