import type { History } from '../history';
import { judgeLeaks } from './leaks';
import { judgeLog, logOf } from './log';
import { judgeOrder } from './order';

/**
 * Lists the problems of a history. There are none if every acknowledged message exists once, at its position, as it was sent,
 * and if every reader saw all events of its rooms, in order and once, and none of other rooms.
 */
export function judge(history: History): string[] {
  const problems = [...history.troubles];
  for (const room of history.rooms) {
    problems.push(...judgeLog(history, room));
    const of = { room, log: logOf(history, room) };
    for (const reader of history.readers) {
      problems.push(...judgeLeaks(history, reader, of));
      if (room.people.includes(reader.person)) problems.push(...judgeOrder(reader, { room: room.id, log: of.log }));
    }
  }
  return problems;
}
