import type { Event, Frame, Reader } from '../history';
import type { Log } from './log';

/**
 * Checks that a reader saw all positions of a room, once, in order, and as in the log. An inbox may miss events between its last
 * frame and the end of its membership, and until the return. When it resumes, it may see the end of a membership again.
 */
export function judgeOrder(reader: Reader, { room, log }: { room: string; log: Log }): string[] {
  const problems: string[] = [];
  let last = 0;
  for (const { frames } of reader.subscriptions) {
    const ends = new Set<number>();
    for (const frame of frames.filter((one) => one.room === room)) {
      const { seq } = frame;
      const event = log[seq - 1];
      if (!isThat(frame, event)) problems.push(`${reader.name} saw ${seq} of ${room} otherwise than the log has it`);
      const isOwnEnd = reader.inbox && event?.type === 'MemberLeft' && event.person === reader.person;
      if (isOwnEnd && seq <= last && !ends.has(seq)) {
        ends.add(seq);
        continue;
      }
      if (isOwnEnd) ends.add(seq);
      const mayJump =
        isOwnEnd || (reader.inbox && isReturn(event, reader, log.slice(last === 0 ? 0 : last - 1, seq - 1)));
      if (seq !== last + 1 && !(seq > last && mayJump))
        problems.push(`${reader.name} saw ${seq} of ${room} after ${last}`);
      last = Math.max(last, seq);
    }
  }
  if (reader.rooms.includes(room) && last < log.length)
    problems.push(`${reader.name} saw ${room} until ${last}, and it goes until ${log.length}`);
  return problems;
}

/** Whether the event is the return of the reader's person after a removal in between. */
const isReturn = (event: Event | undefined, reader: Reader, between: Log): boolean =>
  event?.type === 'MemberJoined' &&
  event.person === reader.person &&
  between.some((event) => event.type === 'MemberLeft' && event.person === reader.person);

/** Whether a frame matches the event; an incomplete frame may lack parts. */
const isThat = ({ tick: _, incomplete, ...frame }: Frame, event: Event | undefined): boolean =>
  JSON.stringify(frame) === JSON.stringify(event && incomplete ? { ...event, person: frame.person } : event);
