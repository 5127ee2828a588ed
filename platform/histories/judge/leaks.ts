import type { Frame, History, Reader, Removal, Room } from '../history';
import type { Log } from './log';

/**
 * Whether a reader saw anything of a room that its person may not read: of one that it never was in, or after the position
 * at which it was taken out. A subscription that showed anything before the server was asked to let the person in again
 * was let in before they were taken out, and shows nothing later than that; an inbox shows the room again from the
 * position on at which they came in.
 */
export function judgeLeaks(history: History, reader: Reader, { room, log }: { room: Room; log: Log }): string[] {
  if (!room.people.includes(reader.person)) {
    const seen = framesOf(reader, room).length;
    return seen > 0 ? [`${reader.name}, who was never in ${room.id}, saw ${seen} of its events`] : [];
  }
  const removals = history.removals.filter((one) => one.room === room.id && one.person === reader.person);
  const ends = log.filter(({ type, person }) => type === 'MemberLeft' && person === reader.person);
  const problems = removals.flatMap((removal, n) => {
    const end = ends[n];
    if (!end) return [`${reader.name} was taken out of ${room.id}, and its log does not say so`];
    const back = log.find(
      ({ seq, type, person }) => seq > end.seq && type === 'MemberJoined' && person === reader.person,
    );
    const leaked = leakedFrames(reader, { removal, end: end.seq, back: back?.seq ?? Infinity });
    const first = leaked[0];
    return first
      ? [`${reader.name}, taken out of ${room.id} at ${end.seq}, saw ${leaked.length} events from ${first.seq} on`]
      : [];
  });
  return problems;
}

const framesOf = ({ subscriptions }: Reader, { id }: Room): Frame[] =>
  subscriptions.flatMap(({ frames }) => frames.filter(({ room }) => room === id));

interface Absence {
  removal: Removal;
  end: number;
  back: number;
}

function leakedFrames({ subscriptions, inbox }: Reader, { removal, end, back }: Absence): Frame[] {
  const again = removal.readmittedAfter ?? Infinity;
  return subscriptions
    .filter(({ frames }) => frames[0]!.tick < again)
    .flatMap(({ frames }) =>
      frames.filter(({ room, seq, tick }) => {
        const followed = inbox && tick > again && seq >= back;
        return room === removal.room && seq > end && !followed;
      }),
    );
}
