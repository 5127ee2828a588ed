import { partsOf } from './marks';

/** A piece of text with what was searched for marked. */
export const Marked = ({ highlight }: { highlight: string }) => (
  <span className="marked">
    {partsOf(highlight).map(({ text, isMatch }, n) => (isMatch ? <mark key={n}>{text}</mark> : text))}
  </span>
);
