interface Part {
  readonly text: string;
  readonly isMatch: boolean;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'", '#x27': "'" };

/** A fragment as the service marks it, as text to be shown: it is never taken for HTML here. */
export const partsOf = (highlight: string): Part[] =>
  highlight
    .split(/<\/?mark>/)
    .map((part, n) => ({ text: unescaped(part), isMatch: n % 2 === 1 }))
    .filter(({ text }) => text !== '');

const unescaped = (text: string): string =>
  text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole);
