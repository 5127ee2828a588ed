import type { History } from '../history';
import { judgeLeaks } from './leaks';
import { judgeLog, logOf } from './log';
import { judgeOrder } from './order';

/**
 * What is wrong with a history, in words; nothing when every acknowledged message is there once, at its position, as it
 * was sent, and every reader saw all of the rooms that it may read, in order and once, and nothing of any other.
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
