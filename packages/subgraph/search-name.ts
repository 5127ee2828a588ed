/** Letters with a stroke or in one piece, which Unicode does not take apart. */
const PLAIN: Readonly<Record<string, string>> = {
  ...{ ø: 'o', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ŧ: 't', ı: 'i', þ: 'th', ß: 'ss', æ: 'ae', œ: 'oe' },
};
const IN_ONE_PIECE = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'gu');
/** Accents that go with any script, and what is not seen. Marks of one script, as vowels in Devanagari, are letters of it. */
const ACCENTS = /(?![\u3099\u309a])[\p{Script=Inherited}\p{Cf}]/gu;

/** The characters that keyboards and languages use as an apostrophe; all of them count as the same. */
const APOSTROPHES = /[`´ʹʻʼʽˈ‘’‛′＇]/gu;

/**
 * A name as it is searched and sorted: neither case nor accents nor width matter, nor which apostrophe it has. The same
 * for a name and a query.
 */
export const searchName = (text: string): string =>
  text
    .normalize('NFC')
    // ´ before it is taken apart into a space and an accent
    .replace(APOSTROPHES, "'")
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .replace(IN_ONE_PIECE, (letter) => PLAIN[letter]!)
    // the one in ŉ
    .replace(APOSTROPHES, "'")
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim();
