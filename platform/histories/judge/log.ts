import type { Event, History, Message, Room } from '../history';

/** The events of a room by position; position 1 has index 0. */
export type Log = readonly Event[];

/** The log as the keeper read it by `conversationChanges`: all other records are compared with it. */
export const logOf = ({ pages }: History, { id, keeper }: Room): Log =>
  pages.find(({ room, person }) => room === id && person === keeper)?.changes ?? [];

/** Checks that positions have no gap, that each message exists once, and that each acknowledged one is at its position as sent. */
export function judgeLog(history: History, room: Room): string[] {
  const problems: string[] = [];
  const log = logOf(history, room);
  log.forEach(({ seq }, n) => {
    if (seq !== n + 1) problems.push(`the log of ${room.id} has ${seq} where ${n + 1} should be`);
  });
  problems.push(...judgeMessages(history, log), ...judgeSends(history, { room, log }));
  for (const page of history.pages.filter((one) => one.room === room.id)) {
    const of = `${room.id}, as ${page.person} reads it,`;
    if (!same(page.changes, log)) problems.push(`the log of ${of} is not what the keeper reads`);
    const messages = log.flatMap(({ seq, message }): Message[] => (message ? [{ seq, ...message }] : []));
    if (!same(page.forwards, messages)) problems.push(`the messages of ${of} are not those of its log`);
    if (!same(page.backwards, messages.toReversed()))
      problems.push(`the messages of ${of} backwards are not those of its log`);
  }
  return problems;
}

function judgeMessages({ sends }: History, log: Log): string[] {
  const problems: string[] = [];
  const sentTo = new Map(sends.map(({ text, room }) => [text, room]));
  const seen = new Set<string>();
  for (const { room, seq, message } of log) {
    if (!message) continue;
    if (seen.has(message.id)) problems.push(`${message.id} is in the log of ${room} twice`);
    seen.add(message.id);
    const to = sentTo.get(message.text);
    if (to === undefined) problems.push(`position ${seq} of ${room} says what nobody sent`);
    else if (to !== room) problems.push(`position ${seq} of ${room} says what was sent to ${to}`);
  }
  return problems;
}

function judgeSends({ sends }: History, { room, log }: { room: Room; log: Log }): string[] {
  const problems: string[] = [];
  const last = new Map<string, number>();
  const given = new Map<number, string>();
  for (const { writer, clientMessageId, text, answers } of sends.filter((send) => send.room === room.id)) {
    for (const { messageId, seq } of answers) {
      const { message } = log[seq - 1] ?? {};
      const other = given.get(seq) ?? clientMessageId;
      given.set(seq, clientMessageId);
      if (other !== clientMessageId) problems.push(`position ${seq} was given to ${other} and ${clientMessageId}`);
      if (message?.id !== messageId) problems.push(`${messageId}, acknowledged at ${seq} of ${room.id}, is not there`);
      else if (message.text !== text) problems.push(`${messageId} is not as it was sent`);
    }
    if (new Set(answers.map(({ messageId }) => messageId)).size > 1)
      problems.push(`${clientMessageId} became several messages`);
    const [first] = answers;
    if (first && first.seq <= (last.get(writer) ?? 0))
      problems.push(`${writer} sent ${first.seq} after ${last.get(writer)}`);
    if (first) last.set(writer, first.seq);
  }
  return problems;
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
