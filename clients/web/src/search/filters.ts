import type { Author, SearchFilter } from '@parley/client';

export interface Filters {
  readonly onlyHere: boolean;
  readonly author: Pick<Author, 'id' | 'displayName'> | null;
  readonly hasAttachment: boolean;
  readonly mentionsMe: boolean;
  /** Dates, as `2026-11-25`; empty for none. */
  readonly from: string;
  readonly to: string;
}

export const NO_FILTERS: Filters = {
  onlyHere: false,
  author: null,
  hasAttachment: false,
  mentionsMe: false,
  from: '',
  to: '',
};

/** As the service takes it. Days are the reader's own, and the last one counts in full. */
export function filterOf(filters: Filters, conversationId: string | null): SearchFilter {
  const { onlyHere, author, hasAttachment, mentionsMe, from, to } = filters;
  return {
    ...(onlyHere && conversationId && { conversationIds: [conversationId] }),
    ...(author && { authorIds: [author.id] }),
    ...(hasAttachment && { hasAttachment }),
    ...(mentionsMe && { mentionsMe }),
    ...(from && { from: new Date(`${from}T00:00:00`).toISOString() }),
    ...(to && { to: dayAfter(to).toISOString() }),
  };
}

function dayAfter(day: string): Date {
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + 1);
  return date;
}
