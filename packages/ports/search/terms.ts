/** One index term, and which part of the text it stands for (UTF-16 units, end exclusive). */
export interface Token {
  term: string;
  start: number;
  end: number;
}

/** Scripts whose words have no spaces between them, or (Hangul) are looked for inside of what has. */
const UNSPACED =
  String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30FC\uFF70\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}` +
  String.raw`\p{Script=Khmer}\p{Script=Myanmar}`;
/** Letters by which some write an apostrophe, which divides words as the others do (п'ять, п’ять, пʼять). */
const APOSTROPHE = String.raw`\u02B9\u02BB-\u02BF\u02C8\u02EE\uA78B\uA78C`;
/** Joiners and the like are invisible and may stand in a word; a zero-width space ends one. */
const INVISIBLE = String.raw`[\p{Cf}--\u200B]`;

/** Marks, and those of half-width Katakana, which Unicode calls letters. */
const MARK = String.raw`\p{M}\uFF9E\uFF9F`;

const RUN = new RegExp(
  String.raw`(?<unspaced>[${UNSPACED}](?:[${UNSPACED}${MARK}]|${INVISIBLE})*)` +
    String.raw`|[[\p{L}\p{N}]--[${UNSPACED}${APOSTROPHE}]](?:[[\p{L}\p{N}\p{M}]--[${UNSPACED}${APOSTROPHE}]]|${INVISIBLE})*` +
    String.raw`|\p{Extended_Pictographic}|\p{RI}\p{RI}`,
  'gv',
);
/** A character with what belongs to it. */
const CLUSTER = new RegExp(String.raw`[^${MARK}](?:[${MARK}]|${INVISIBLE})*`, 'gv');

/** The positions that PostgreSQL can store. The limits also keep the terms of any text well below the megabyte of a tsvector. */
const MAX_TOKENS = 16_000;
const MAX_TEXT = 100_000;
const MAX_TERM = 80;

/** A word, or characters of a script without spaces that stand next to each other. */
export interface Run {
  text: string;
  start: number;
  isUnspaced: boolean;
}

export function* runsOf(text: string): Iterable<Run> {
  for (const { 0: run, index, groups } of text.matchAll(RUN))
    yield { text: run, start: index, isUnspaced: groups?.unspaced !== undefined };
}

/**
 * The terms of a text in NFC, in order. A word is one term. A run of a script without spaces is cut into overlapping pairs of
 * characters, and its last one alone: whatever stands in it is then found as the pairs next to each other, without a
 * dictionary, whose next version would cut differently than what is in the index.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const run of runsOf(text.slice(0, MAX_TEXT))) {
    if (tokens.length >= MAX_TOKENS) break;
    addTokens(run, tokens);
  }
  return tokens.slice(0, MAX_TOKENS).filter(({ term }) => term !== '');
}

function addTokens({ text, start, isUnspaced }: Run, tokens: Token[]): void {
  if (!isUnspaced) {
    tokens.push({ term: fold(text), start, end: start + text.length });
    return;
  }
  const clusters = [...text.matchAll(CLUSTER)];
  clusters.forEach(({ 0: cluster, index }, n) => {
    const next = clusters[n + 1];
    const end = next ? next.index + next[0].length : index + cluster.length;
    tokens.push({ term: fold(text.slice(index, end)), start: start + index, end: start + end });
  });
}

/** Letters that Unicode does not take apart into a letter and its accent. */
const PLAIN: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
  þ: 'th',
  ħ: 'h',
  ς: 'σ',
  ى: 'ي',
  ة: 'ه',
};

/**
 * One spelling for what people take for the same word: compatibility forms, case, accents in Latin and Greek, stress and
 * ё in Cyrillic (й, ї and ў are letters of their own), points in Hebrew, vowel signs and hamza in Arabic. In other
 * scripts marks make the word, and stay.
 */
export function fold(word: string): string {
  const folded = word
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu, '$1')
    .replace(/(?<=\p{Script=Cyrillic})[\u0300\u0301]|(?<=\u0435)\u0308/gu, '')
    .replace(/[\u0591-\u05C7\u064B-\u065F\u0670\u0640]|\p{Cf}/gu, '')
    .normalize('NFC')
    .replace(/[ßæœøđðłıþħςىة]/g, (letter) => PLAIN[letter]!);
  return folded.length <= MAX_TERM ? folded : folded.slice(0, MAX_TERM).replace(/[\uD800-\uDBFF]$/, '');
}
