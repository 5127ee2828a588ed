import type { Person } from '@parley/client/model';
import { plainLine } from '@parley/text/plain-text';
import { nameIn } from '../message/preview';

interface Part {
  readonly text: string;
  readonly isMatch: boolean;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'", '#x27': "'" };

/** What stands for the marks of a match while those of Markdown are taken off: characters of private use. */
const [BEGINS, ENDS] = ['\uE000', '\uE001'];

/** A fragment as the service marks it, as text to be shown: it is never taken for HTML here. */
export const partsOf = (highlight: string, mentions: readonly Person[] = []): Part[] =>
  plainLine(unescaped(markedBySigns(highlight)), nameIn(mentions))
    .split(/(\uE000[^\uE001]*\uE001)/)
    .filter(Boolean)
    .map((piece) => ({ text: piece.replace(/[\uE000\uE001]/g, ''), isMatch: piece.startsWith(BEGINS) }));

const markedBySigns = (highlight: string): string =>
  highlight
    .replace(/[\uE000\uE001]/g, '')
    .replace(/<mark>/g, BEGINS)
    .replace(/<\/mark>/g, ENDS);

const unescaped = (text: string): string =>
  text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole);
