import { searchName } from '@parley/subgraph/search-name';

/** The searchable text of a conversation: title and topic, one line each, normalized as names are. Its people are apart. */
export const searchText = ({ title, topic }: { title?: string | null; topic?: string | null }): string =>
  [title, topic].map((text) => searchName(text ?? '')).join('\n');

/** Patterns for `like`, one for each word of a query: a text is found when it has all of them. */
export const wordPatterns = (query: string): string[] =>
  searchName(query)
    .split(' ')
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
