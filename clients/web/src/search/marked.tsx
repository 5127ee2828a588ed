import type { Person } from '@parley/client/model';
import { partsOf } from './marks';

/** A piece of text with what was searched for marked. */
export const Marked = ({ highlight, mentions }: { highlight: string; mentions: readonly Person[] }) => (
  <span className="marked">
    {partsOf(highlight, mentions).map(({ text, isMatch }, n) => (isMatch ? <mark key={n}>{text}</mark> : text))}
  </span>
);
