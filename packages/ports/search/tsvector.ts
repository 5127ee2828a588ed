import type { Token } from './terms';

/** PostgreSQL's text form of a tsvector: what is quoted is a term, whatever is in it. Positions end at 16,383. */
export function tsvector(tokens: readonly Token[]): string {
  const positions = new Map<string, number[]>();
  tokens.forEach(({ term }, n) => {
    const at = positions.get(term);
    if (at) at.push(n + 1);
    else positions.set(term, [n + 1]);
  });
  return [...positions].map(([term, at]) => `${quote(term)}:${at.join(',')}`).join(' ');
}

export const quote = (term: string): string => `'${term.replace(/['\\]/g, '$&$&')}'`;
