import type { Frame, History, Reader, Removal, Room } from '../history';
import type { Log } from './log';

/**
 * Lists events that a reader saw and its person must not read: of a room that they were never in, or after the position of their
 * removal. A subscription that showed an event before the request to add the person again was authorized before the removal,
 * and must show nothing after it. An inbox shows the room again from the position of the return on.
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
