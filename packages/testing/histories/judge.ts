import type { History, Reader } from './history';

/**
 * What is wrong with a history, in words; nothing when every acknowledged message was seen by every reader exactly
 * once, at its position, as it was sent, and every reader saw positions that go up by one.
 */
export function judge({ acknowledged, attempted, readers }: History): string[] {
  const problems: string[] = [];
  const bySeq = new Map<number, string>();
  const byClientId = new Map<string, string>();
  for (const { seq, messageId, clientMessageId } of acknowledged) {
    const other = bySeq.get(seq);
    if (other !== undefined && other !== messageId)
      problems.push(`position ${seq} was given to ${other} and ${messageId}`);
    bySeq.set(seq, messageId);
    const first = byClientId.get(clientMessageId);
    if (first !== undefined && first !== messageId)
      problems.push(`${clientMessageId} became ${first} and ${messageId}`);
    byClientId.set(clientMessageId, messageId);
  }
  for (const reader of readers) problems.push(...judgeReader(reader, acknowledged, attempted));
  return problems;
}

function judgeReader(
  { name, after, seen }: Reader,
  acknowledged: History['acknowledged'],
  attempted: History['attempted'],
): string[] {
  const problems: string[] = [];
  let last = after;
  for (const { seq } of seen) {
    if (seq !== last + 1) problems.push(`${name} saw ${seq} after ${last}`);
    last = seq;
  }
  const created = new Map(seen.flatMap(({ seq, message }) => (message ? [[message.id, { seq, ...message }]] : [])));
  if (created.size !== seen.filter(({ message }) => message).length) problems.push(`${name} saw a message twice`);
  for (const { messageId, seq, text } of acknowledged) {
    if (seq <= after) continue;
    const found = created.get(messageId);
    if (!found) problems.push(`${name} never saw ${messageId} of position ${seq}`);
    else if (found.seq !== seq || found.text !== text)
      problems.push(`${name} saw ${messageId} otherwise than it was sent`);
  }
  for (const { text } of created.values()) if (!attempted.has(text)) problems.push(`${name} saw what nobody sent`);
  return problems;
}
