import type { estypes } from '@elastic/elasticsearch';

/** How the words of a language become what they are found by. */
interface Language {
  tokenizer?: 'standard' | 'thai';
  charFilters?: string[];
  /** In front of the stemmer. */
  filters?: string[];
  /** Name of a stemmer of Elasticsearch. */
  stemmer?: string;
}

/** By primary language subtag (BCP 47). Texts in others are found by their words as they stand. */
const LANGUAGES: Record<string, Language> = {
  ar: { filters: ['decimal_digit', 'arabic_normalization'], stemmer: 'arabic' },
  bg: { stemmer: 'bulgarian' },
  bn: { filters: ['decimal_digit', 'indic_normalization', 'bengali_normalization'], stemmer: 'bengali' },
  ca: { filters: ['elisions_of_romance'], stemmer: 'catalan' },
  cs: { stemmer: 'czech' },
  da: { stemmer: 'danish' },
  de: { filters: ['german_normalization'], stemmer: 'light_german' },
  el: { stemmer: 'greek' },
  en: { filters: ['possessives'], stemmer: 'english' },
  es: { stemmer: 'light_spanish' },
  et: { stemmer: 'estonian' },
  eu: { stemmer: 'basque' },
  fa: { filters: ['decimal_digit', 'arabic_normalization', 'persian_normalization'], stemmer: 'persian' },
  fi: { stemmer: 'finnish' },
  fr: { filters: ['elisions_of_romance'], stemmer: 'light_french' },
  ga: { stemmer: 'irish' },
  gl: { stemmer: 'galician' },
  he: { charFilters: ['hebrew_points'], filters: ['hebrew_particles'] },
  hi: { filters: ['decimal_digit', 'indic_normalization', 'hindi_normalization'], stemmer: 'hindi' },
  hu: { stemmer: 'hungarian' },
  hy: { stemmer: 'armenian' },
  it: { filters: ['elisions_of_romance'], stemmer: 'light_italian' },
  ja: { filters: ['cjk_width', 'cjk_bigram'] },
  ko: { filters: ['cjk_width', 'cjk_bigram'] },
  lt: { stemmer: 'lithuanian' },
  lv: { stemmer: 'latvian' },
  // also what is written in Indonesian: domain/language.ts takes them for one
  ms: { stemmer: 'indonesian' },
  nl: { stemmer: 'dutch' },
  no: { stemmer: 'norwegian' },
  pt: { stemmer: 'light_portuguese' },
  ro: { stemmer: 'romanian' },
  ru: { charFilters: ['cyrillic_yo'], stemmer: 'russian' },
  sr: { filters: ['serbian_normalization'], stemmer: 'serbian' },
  sv: { stemmer: 'swedish' },
  th: { tokenizer: 'thai', filters: ['decimal_digit'] },
  tr: { filters: ['apostrophe'], stemmer: 'turkish' },
  zh: { filters: ['cjk_width', 'cjk_bigram'] },
};

/** Languages that have an analyzer, and a field, of their own. */
export const ANALYZED: readonly string[] = Object.keys(LANGUAGES);

export const analyzerOf = (language: string): string => `parley_${language}`;
const stemmerOf = (language: string): string => `parley_${language}_stemmer`;

/** Of terms that were made by `tokenize`, each on a line. */
export const TERMS_ANALYZER = 'parley_terms';

/** Turkish and Greek have letters that others lower otherwise; the rest have no name for it. */
const lowercaseOf = (language: string): string =>
  language === 'tr' || language === 'el' ? `lowercase_${language}` : 'lowercase';

/** A longer one would be no term for Lucene; Thai's tokenizer knows no longest word. */
const LONGEST = 'longest';

const analyzer = (language: string, { tokenizer, charFilters, filters = [], stemmer }: Language) => ({
  type: 'custom' as const,
  tokenizer: tokenizer ?? 'standard',
  char_filter: charFilters ?? [],
  filter: [lowercaseOf(language), ...filters, 'asciifolding', ...(stemmer ? [stemmerOf(language)] : []), LONGEST],
});

/**
 * No stop words: they are words too, and all that was typed has to be in a message. Hebrew has no stemmer; what is taken
 * off are the particles that are written together with a word (and, the, in, to, from …).
 */
export const ANALYSIS: estypes.IndicesIndexSettingsAnalysis = {
  char_filter: {
    hebrew_points: { type: 'pattern_replace', pattern: '[\\u0591-\\u05C7]', replacement: '' },
    cyrillic_yo: { type: 'mapping', mappings: ['ё=>е', 'Ё=>Е'] },
  },
  tokenizer: {
    lines: { type: 'char_group', tokenize_on_chars: ['\n'] },
  },
  filter: {
    [LONGEST]: { type: 'truncate', length: 80 },
    lowercase_tr: { type: 'lowercase', language: 'turkish' },
    lowercase_el: { type: 'lowercase', language: 'greek' },
    possessives: { type: 'stemmer', language: 'possessive_english' },
    elisions_of_romance: {
      type: 'elision',
      articles_case: true,
      articles: [
        ...['l', 'm', 't', 'qu', 'n', 's', 'j', 'd', 'c', 'jusqu', 'quoiqu', 'lorsqu', 'puisqu'],
        ...['all', 'dall', 'dell', 'nell', 'sull', 'coll', 'un', 'quest', 'v'],
      ],
    },
    hebrew_particles: { type: 'pattern_replace', pattern: '^[ושהכלבמ]{1,2}(?=\\p{L}{3})', replacement: '' },
    ...Object.fromEntries(
      Object.entries(LANGUAGES).flatMap(([language, { stemmer }]) =>
        stemmer ? [[stemmerOf(language), { type: 'stemmer' as const, language: stemmer }]] : [],
      ),
    ),
  },
  analyzer: {
    [TERMS_ANALYZER]: { type: 'custom', tokenizer: 'lines' },
    ...Object.fromEntries(
      Object.entries(LANGUAGES).map(([language, how]) => [analyzerOf(language), analyzer(language, how)]),
    ),
  },
};
