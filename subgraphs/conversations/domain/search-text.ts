import { searchName } from '@parley/subgraph/search-name';

/** What a conversation is found by beside its people: title and topic, a line each, as names are searched. */
export const searchText = ({ title, topic }: { title?: string | null; topic?: string | null }): string =>
  [title, topic].map((text) => searchName(text ?? '')).join('\n');

/** Patterns for `like`, one for each word of a query: a text is found when it has all of them. */
export const wordPatterns = (query: string): string[] =>
  searchName(query)
    .split(' ')
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
