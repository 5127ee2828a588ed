import { clusterEnd, clusterStart } from './clusters';
import type { Phrase } from './phrases';
import type { Token } from './terms';

/** A part of a text, in UTF-16 units, end exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** UTF-16 units. */
const FRAGMENT = 160;
const FRAGMENTS = 3;

/**
 * Fragments of a text around what matches, at most three: matches between <mark> and </mark>, everything else escaped.
 * `tokens` are those of the text, and a match begins and ends where one does. Nothing is cut within what people see as one
 * character.
 */
export function highlight(text: string, tokens: readonly Token[], matching: readonly Span[]): string[] {
  const matches = merge(matching.map((match) => wholeCharacters(text, match)));
  const fragments: string[] = [];
  for (let next = 0, notBefore = 0; next < matches.length && fragments.length < FRAGMENTS;) {
    const fragment = around(matches[next]!, text, { tokens, notBefore });
    const inside = matches.slice(next).filter(({ start }) => start < fragment.end);
    fragments.push(mark(text, fragment, inside));
    next += inside.length;
    notBefore = fragment.end;
  }
  return fragments;
}

const wholeCharacters = (text: string, { start, end }: Span): Span => ({
  start: clusterStart(text, start),
  end: clusterEnd(text, end),
});

/** Where phrases stand in the text of these tokens. */
export const matchesOf = (tokens: readonly Token[], phrases: readonly Phrase[]): Span[] =>
  phrases.flatMap((phrase) => spansOf(tokens, phrase));

function spansOf(tokens: readonly Token[], { terms, prefix }: Phrase): Span[] {
  const last = terms.length - 1;
  const fits = (token: Token | undefined, n: number) =>
    token !== undefined && (prefix && n === last ? token.term.startsWith(terms[n]!) : token.term === terms[n]);
  const spans: Span[] = [];
  tokens.forEach(({ start }, at) => {
    if (terms.every((_, n) => fits(tokens[at + n], n))) spans.push({ start, end: tokens[at + last]!.end });
  });
  return spans;
}

/** In order, with those that touch made one. */
function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const before = merged.at(-1);
    if (before && span.start <= before.end) before.end = Math.max(before.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}

/** A fragment that starts and ends where a term does, with the match about in its middle. A very long match is cut. */
function around(
  match: Span,
  text: string,
  { tokens, notBefore }: { tokens: readonly Token[]; notBefore: number },
): Span {
  const end = Math.min(match.end, clusterEnd(text, match.start + FRAGMENT));
  const margin = (FRAGMENT - (end - match.start)) / 2;
  const first = match.start <= margin ? 0 : tokens.find(({ start }) => start >= match.start - margin)!.start;
  const last = end + margin >= text.length ? text.length : tokens.findLast((token) => token.end <= end + margin)!.end;
  return wholeCharacters(text, { start: Math.max(first, notBefore), end: Math.max(last, end) });
}

function mark(text: string, fragment: Span, matches: readonly Span[]): string {
  let at = fragment.start;
  let marked = '';
  for (const { start, end } of matches) {
    const stop = Math.min(end, fragment.end);
    marked += `${escapeHtml(text.slice(at, start))}<mark>${escapeHtml(text.slice(start, stop))}</mark>`;
    at = stop;
  }
  return marked + escapeHtml(text.slice(at, fragment.end));
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
