import { fold } from '@parley/ports/search/terms';
import { value } from '@parley/testing/acting';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import type { Chance } from '../../histories/chance';

interface Hits {
  totalCount: number;
  edges: { node: { message: { id: string } } }[];
}

const SEARCH = `query ($query: String!) {
  searchMessages(query: $query, first: 100) { totalCount edges { node { message { id } } } }
}`;

/** Ids of the messages that somebody finds, and how many there are said to be. */
export async function searchFor(client: TestClient, query: string): Promise<[string[], number]> {
  const { totalCount, edges } = await value(client.request<Record<string, Hits>>(SEARCH, { query }));
  return [edges.map(({ node }) => node.message.id), totalCount];
}

/** Words as they are set apart in scripts that do so, folded as they are to be found. */
const wordsOf = (text: string): string[] => (text.match(WORD) ?? []).map(fold);
const WORD =
  /[[\p{L}\p{N}\p{M}\p{Cf}]--[\u200B\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]]+/gv;

/** Long enough to be in few texts, and in a script that sets words apart. */
const DISTINCTIVE = /^[a-z]{9,}$/;

/** Letters in a row that all forms of such a word have in common: not the first ones in every language. */
const STEM = 5;

/** Different ones, by chance. */
export function someWords(texts: readonly string[], count: number, chance: Chance): string[] {
  const all = [...new Set(texts.flatMap(wordsOf))].filter((word) => DISTINCTIVE.test(word)).sort();
  const some = new Set<string>();
  while (some.size < Math.min(count, all.length)) some.add(chance.oneOf(all)[0]!);
  return [...some];
}

interface Message {
  id: string;
  text: string;
}

/**
 * What somebody finds by a word though it is not what they may read, or though no word of it is like that one, and what
 * they do not find. The index may be a moment behind.
 */
export async function differenceOfHits(
  client: TestClient,
  word: string,
  readable: readonly Message[],
): Promise<string[]> {
  // the last word that is looked for may be the beginning of one
  const having = (isIt: (one: string) => boolean) =>
    readable.filter(({ text }) => wordsOf(text).some(isIt)).map(({ id }) => id);
  const expected = having((one) => one.startsWith(word));
  // an index that knows the language finds other forms of the word too
  const stems = Array.from({ length: word.length - STEM + 1 }, (_, at) => word.slice(at, at + STEM));
  const alike = new Set(having((one) => stems.some((stem) => one.includes(stem))));
  let found: string[] = [];
  const missing = () => expected.filter((id) => !found.includes(id));
  const more = () => found.filter((id) => !alike.has(id));
  await until(
    async () => {
      const [hits, total] = await searchFor(client, word);
      found = hits;
      return total === hits.length && missing().length === 0 && more().length === 0;
    },
    { everyMs: 200 },
  ).catch(() => undefined);
  return [...missing().map((id) => `"${word}" does not find ${id}`), ...more().map((id) => `"${word}" finds ${id}`)];
}
