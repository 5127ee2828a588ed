import { runsOf, tokenize, type Run } from './terms';

/** Terms that stand next to each other. */
export interface Phrase {
  terms: string[];
  /** Whether the last may be the beginning of a term. */
  prefix: boolean;
  /** Whether it was quoted: no other forms of its words are meant. */
  exact: boolean;
  /** Its words, as they were typed. */
  text: string;
}

/** The search text of a person. */
export interface Phrases {
  /** All of which a message must have. */
  wanted: Phrase[];
  /** None of which it may have. */
  unwanted: Phrase[];
}

const QUOTE = String.raw`"“”„‟«»＂`;
const MINUS = String.raw`\-−－`;

/** A part of a search text: what quotation marks enclose, if they do not begin or end within a word, or else a text without spaces. */
const PART = new RegExp(
  String.raw`(?<![\p{L}\p{N}\p{M}])(?<minus>(?<!\S)[${MINUS}])?[${QUOTE}](?<quoted>[^${QUOTE}]*)[${QUOTE}](?![\p{L}\p{N}])` +
    String.raw`|(?<chunk>[^\s${QUOTE}]+|[${QUOTE}])`,
  'gv',
);
const WITH_MINUS = new RegExp(String.raw`^[${MINUS}]+(?=[^${MINUS}])`, 'v');

/**
 * What a person typed as phrases. What hangs together without a space is one, and so is what is quoted; what begins with a
 * minus sign is unwanted. Quotation marks that have no other one, and minus signs elsewhere, mean nothing.
 */
export function phrasesOf(typed: string): Phrases {
  const found: Phrases = { wanted: [], unwanted: [] };
  const text = typed.normalize('NFC');
  for (const { groups, index } of text.matchAll(PART)) {
    const { minus, quoted, chunk = '' } = groups!;
    const phrases = (quoted === undefined ? runsInPhrases(chunk).map(phraseOf) : [quotedPhrase(quoted)]).filter(
      ({ terms }) => terms.length > 0,
    );
    const isUnwanted = quoted === undefined ? isAfterSpace(text, index) && WITH_MINUS.test(chunk) : minus !== undefined;
    found[isUnwanted ? 'unwanted' : 'wanted'].push(...phrases);
  }
  const last = found.wanted.at(-1);
  // a single letter alone would begin half of all words
  if (last && !last.exact && (found.wanted.length > 1 || last.terms.join('').length > 1)) last.prefix = true;
  return found;
}

const isAfterSpace = (text: string, at: number): boolean => at === 0 || /\s/.test(text.charAt(at - 1));

/** Words in a row are one phrase, and each run of a script without spaces is. */
function runsInPhrases(chunk: string): Run[][] {
  const found: Run[][] = [];
  for (const run of runsOf(chunk)) {
    const before = found.at(-1);
    if (before && !run.isUnspaced && !before[0]!.isUnspaced) before.push(run);
    else found.push([run]);
  }
  return found;
}

const quotedPhrase = (quoted: string): Phrase => ({ ...phraseOf([...runsOf(quoted)]), exact: true });

/**
 * Of a run of a script without spaces at the end its pairs, the last as a beginning: marks may follow in the text. A single
 * character begins a pair, or ends a run.
 */
function phraseOf(runs: readonly Run[]): Phrase {
  const last = runs.at(-1);
  const terms = runs.flatMap((run) => {
    const all = tokenize(run.text).map(({ term }) => term);
    return run === last && run.isUnspaced && all.length > 1 ? all.slice(0, -1) : all;
  });
  const text = runs.map((run) => run.text).join(' ');
  return { terms, prefix: last?.isUnspaced ?? false, exact: false, text };
}
