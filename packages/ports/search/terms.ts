/** One index term, and which part of the text it stands for (UTF-16 units, end exclusive). */
export interface Token {
  term: string;
  start: number;
  end: number;
}

/** Terms that stand next to each other. The last may be the beginning of a term, if it says so. */
export interface Phrase {
  terms: string[];
  prefix: boolean;
  /** As it was typed. */
  text: string;
}

/** Scripts whose words have no spaces between them, or (Hangul) are looked for inside of what has. */
const UNSPACED =
  String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30FC\uFF70\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}` +
  String.raw`\p{Script=Khmer}\p{Script=Myanmar}`;
/** Joiners and the like are invisible and may stand in a word; a zero-width space ends one. */
const INVISIBLE = String.raw`[\p{Cf}--\u200B]`;

/** Marks, and those of half-width Katakana, which Unicode calls letters. */
const MARK = String.raw`\p{M}\uFF9E\uFF9F`;

const RUN = new RegExp(
  String.raw`(?<unspaced>[${UNSPACED}](?:[${UNSPACED}${MARK}]|${INVISIBLE})*)` +
    String.raw`|[[\p{L}\p{N}]--[${UNSPACED}]](?:[[\p{L}\p{N}\p{M}]--[${UNSPACED}]]|${INVISIBLE})*` +
    String.raw`|\p{Extended_Pictographic}|\p{RI}\p{RI}`,
  'gv',
);
/** A character with what belongs to it. */
const CLUSTER = new RegExp(String.raw`[^${MARK}](?:[${MARK}]|${INVISIBLE})*`, 'gv');

/** What PostgreSQL gives positions to; also keeps the terms of any text well below the megabyte that a tsvector holds. */
const MAX_TOKENS = 16_000;
const MAX_TEXT = 100_000;
const MAX_TERM = 80;

/**
 * The terms of a text in NFC, in order. A word is one term. A run of a script without spaces is cut into overlapping pairs of
 * characters, and its last one alone: whatever stands in it is then found as the pairs next to each other, without a
 * dictionary, whose next version would cut differently than what is in the index.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: run, index, groups } of text.slice(0, MAX_TEXT).matchAll(RUN)) {
    if (tokens.length >= MAX_TOKENS) break;
    if (groups?.unspaced === undefined) tokens.push({ term: fold(run), start: index, end: index + run.length });
    else pairs(run, index, tokens);
  }
  return tokens.slice(0, MAX_TOKENS).filter(({ term }) => term !== '');
}

function pairs(run: string, offset: number, tokens: Token[]): void {
  const clusters = [...run.matchAll(CLUSTER)];
  clusters.forEach(({ 0: cluster, index }, n) => {
    const next = clusters[n + 1];
    const end = next ? next.index + next[0].length : index + cluster.length;
    tokens.push({ term: fold(run.slice(index, end)), start: offset + index, end: offset + end });
  });
}

/** What a person typed as phrases, all of which a text must have. What hangs together without a space is a phrase. */
export function phrases(text: string): Phrase[] {
  const found: Phrase[] = [];
  for (const chunk of text.normalize('NFC').split(/\s+/)) {
    let words: string[] = [];
    const endWords = () => {
      if (words.length > 0) found.push({ terms: words.map(fold), prefix: false, text: words.join(' ') });
      words = [];
    };
    for (const { 0: run, groups } of chunk.matchAll(RUN)) {
      if (groups?.unspaced === undefined) words.push(run);
      else {
        endWords();
        found.push(phraseOfRun(run));
      }
    }
    endWords();
  }
  const kept = found
    .map((phrase) => ({ ...phrase, terms: phrase.terms.filter(Boolean) }))
    .filter(({ terms }) => terms.length > 0);
  const last = kept.at(-1);
  // a single letter alone would begin half of all words
  if (last && (kept.length > 1 || last.terms.join('').length > 1)) last.prefix = true;
  return kept;
}

/** Its pairs, the last as a beginning: marks may follow in the text. A single character begins a pair, or ends a run. */
function phraseOfRun(run: string): Phrase {
  const tokens: Token[] = [];
  pairs(run, 0, tokens);
  return { terms: (tokens.length > 1 ? tokens.slice(0, -1) : tokens).map(({ term }) => term), prefix: true, text: run };
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
