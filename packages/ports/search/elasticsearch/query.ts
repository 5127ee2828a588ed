import type { estypes } from '@elastic/elasticsearch';
import { DECAY } from '../recency';
import type { MessageQuery } from '../search-index';
import type { Phrase, Phrases } from '../phrases';
import { ANALYZED } from './analysis';

type Clause = estypes.QueryDslQueryContainer;

/** Words times languages. What has more is found as it stands only: a server with a small heap takes 4,096 clauses. */
const MAX_INFLECTIONS = 2_000;

/** Other forms of a word count for less than the word itself. */
const INFLECTED = 0.5;
const BEGUN = 0.1;

const SCORE = `Math.log(Math.max(_score, 1e-9)) + doc['createdAt'].value.toInstant().toEpochMilli() / 1000.0 / params.decay`;

/** By relevance and recency, the newest id first of what is alike. */
export const SORT: estypes.SortCombinations[] = [
  { _script: { type: 'number', order: 'desc', script: { source: SCORE, params: { decay: DECAY } } } },
  { id: 'desc' },
];

/** The messages that have all wanted phrases and no unwanted one, among those that the viewer may see and the filter allows. */
export function clauseOf(query: MessageQuery, { wanted, unwanted }: Phrases): Clause {
  const inflected = inflections(query, wanted);
  return {
    bool: {
      filter: filters(query),
      must: wanted.map((phrase, n) => ({ dis_max: { queries: [asItStands(phrase), ...(inflected[n] ?? [])] } })),
      must_not: unwanted.map(asItStands),
    },
  };
}

/** The phrases, but for those that were quoted, in whatever language a message is in. */
export const inflectedClause = (query: MessageQuery, phrases: readonly Phrase[]): Clause | undefined => {
  const clauses = inflections(query, phrases).flat();
  return clauses.length > 0 ? { bool: { should: clauses } } : undefined;
};

function filters({ tenant, conversations, authors, from, to, hasAttachment, mentions, language }: MessageQuery) {
  const found: Clause[] = [{ term: { tenant } }, { terms: { conversation: [...conversations] } }];
  if (authors) found.push({ terms: { author: [...authors] } });
  if (from ?? to) found.push({ range: { createdAt: { gte: from?.toISOString(), lte: to?.toISOString() } } });
  if (hasAttachment !== undefined) found.push({ term: { hasAttachment } });
  if (mentions) found.push({ term: { mentions } });
  if (language) found.push({ term: { language } });
  return found;
}

function asItStands({ terms, prefix }: Phrase): Clause {
  const [first, ...more] = terms;
  if (more.length > 0) {
    const query = terms.join('\n');
    return prefix && !isAstral(terms.at(-1)!)
      ? { match_phrase_prefix: { terms: { query, max_expansions: 1_000 } } }
      : { match_phrase: { terms: { query } } };
  }
  const exactly: Clause = { term: { terms: { value: first! } } };
  if (!prefix) return exactly;
  const begun: Clause = isAstral(first!)
    ? { wildcard: { terms: { value: `${first!}*`, boost: BEGUN } } }
    : { prefix: { terms: { value: first!, boost: BEGUN } } };
  return { bool: { should: [exactly, begun] } };
}

/**
 * One character of two UTF-16 units. Elasticsearch looks for two units among its indexed prefixes, which have two characters or
 * more, and so finds nothing.
 */
const isAstral = (term: string): boolean => term.length === 2 && Array.from(term).length === 1;

function inflections({ language }: MessageQuery, phrases: readonly Phrase[]): Clause[][] {
  const fields = ANALYZED.filter((one) => language === undefined || one === language).map((one) => `text.${one}`);
  const words = phrases.reduce((sum, { terms }) => sum + terms.length, 0);
  if (fields.length === 0 || words * fields.length > MAX_INFLECTIONS) return [];
  return phrases.map(({ text, exact }) =>
    exact ? [] : [{ multi_match: { query: text, type: 'phrase', fields, boost: INFLECTED } }],
  );
}
