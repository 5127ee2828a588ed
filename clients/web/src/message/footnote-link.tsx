import type { MouseEvent } from 'react';

interface Props {
  /** Id of the footnote. */
  to: string;
  number: number;
}

/** Leads to a footnote of the same message. The page's address, which names a conversation, stays as it is. */
export const FootnoteLink = ({ to, number }: Props) => (
  <sup>
    <a href={`#${to}`} aria-label={`Footnote ${number}`} onClick={(event) => goTo(event, to)}>
      {number}
    </a>
  </sup>
);

function goTo(event: MouseEvent, id: string): void {
  event.preventDefault();
  const footnote = document.getElementById(id);
  footnote?.scrollIntoView({ block: 'nearest' });
  footnote?.focus();
}
