/** The service counts up to a thousand; a badge has room for two digits. */
export const countOf = (count: number): string => (count > 99 ? '99+' : String(count));

export function countsInWords(unread: number, mentions: number): string {
  const messages = `${unread >= 1_000 ? 'a thousand or more' : unread} unread`;
  if (mentions === 0) return messages;
  return `${messages}, ${mentions === 1 ? '1 mentions you' : `${mentions} mention you`}`;
}
