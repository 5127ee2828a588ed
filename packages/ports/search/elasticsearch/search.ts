import { randomUUID } from 'node:crypto';
import type { Client, estypes } from '@elastic/elasticsearch';
import { highlight, matchesOf, type Span } from '../highlight';
import type { MessageHits, MessageQuery } from '../search-index';
import { phrasesOf, type Phrase, type Phrases } from '../phrases';
import { tokenize, type Token } from '../terms';
import { reached, REQUEST_MS } from './client';
import { textOf, type MessageSource } from './document';
import { clauseOf, inflectedClause, SORT } from './query';

/** UTF-16 units of a text in which other forms of a word are marked. */
const MARKED = 100_000;

/** Between these a message has what matches. Nobody can have written them: they are made for one search. */
interface Marks {
  start: string;
  end: string;
}

export async function search(client: Client, index: string, query: MessageQuery): Promise<MessageHits> {
  const looked = phrasesOf(query.text);
  if (looked.wanted.length === 0 || query.conversations.length === 0) return { total: 0, hits: [] };
  const nonce = randomUUID();
  const marks = { start: `<${nonce}>`, end: `</${nonce}>` };
  const { hits } = await reached(client.search<MessageSource>(requestOf(query, looked, { index, marks })));
  return {
    total: (hits.total as estypes.SearchTotalHits).value,
    hits: hits.hits.map(({ _source, sort, highlight: marked }) => ({
      id: _source!.id,
      conversation: _source!.conversation,
      score: sort![0] as number,
      highlights: highlightsOf(
        textOf(_source!),
        looked.wanted,
        spansOf(Object.values(marked ?? {})[0]?.[0] ?? '', marks),
      ),
    })),
  };
}

function requestOf(
  query: MessageQuery,
  looked: Phrases,
  { index, marks }: { index: string; marks: Marks },
): estypes.SearchRequest {
  const inflected = inflectedClause(query, looked.wanted);
  return {
    index,
    // a part of the result is no result
    allow_partial_search_results: false,
    timeout: `${REQUEST_MS - 1_000}ms`,
    track_total_hits: true,
    size: query.first,
    query: clauseOf(query, looked),
    sort: SORT,
    // or a script that sorts sees a score of 0
    track_scores: true,
    _source: ['id', 'conversation', 'text'],
    ...(query.after ? { search_after: [query.after.score, query.after.id] } : {}),
    ...(inflected ? { highlight: highlightOf(inflected, marks) } : {}),
  };
}

const highlightOf = (
  highlight_query: estypes.QueryDslQueryContainer,
  { start, end }: Marks,
): estypes.SearchHighlight => ({
  highlight_query,
  fields: { 'text.*': {} },
  number_of_fragments: 0,
  pre_tags: [start],
  post_tags: [end],
  max_analyzed_offset: MARKED,
});

/** The places between marks, in the text without marks. */
function spansOf(marked: string, { start, end }: Marks): Span[] {
  const spans: Span[] = [];
  let at = 0;
  marked.split(start).forEach((part, n) => {
    const [match, ...rest] = n === 0 ? ['', part] : part.split(end);
    if (match) spans.push({ start: at, end: at + match.length });
    at += match!.length + rest.join('').length;
  });
  return spans;
}

function highlightsOf(text: string, looked: readonly Phrase[], inflected: readonly Span[]): string[] {
  const tokens = tokenize(text);
  return highlight(text, tokens, [
    ...matchesOf(tokens, looked),
    ...inflected.flatMap((span) => wholeTokens(tokens, span)),
  ]);
}

/** The tokens in a span, or, where it is but a part of one, that one. */
function wholeTokens(tokens: readonly Token[], { start, end }: Span): Span[] {
  const inside = tokens.filter((token) => token.start >= start && token.end <= end);
  return inside.length > 0 ? inside : tokens.filter((token) => token.start < end && token.end > start);
}
