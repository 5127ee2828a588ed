import { setTimeout as pause } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import type { Chance } from './chance';
import type { Client } from './client';
import { eventOf, EVENT, type EventResult } from './event';
import type { Event, Frame, History, Reader } from './history';
import { refusalOf } from './insist';

/** How a reader treats its connection: after how many of a thousand frames it cuts it, ends the subscription, or stops reading. */
export interface Manners {
  breaksOff: number;
  ends: number;
  dawdles: number;
}

interface Reading {
  history: History;
  reader: Reader;
  client: Client;
  chance: Chance;
  manners: Manners;
  /** The room that it reads, unless it reads its inbox. */
  room: string;
  /** The person may be removed: then NOT_FOUND is no problem, and it subscribes again. */
  mayBeOut: boolean;
  ending: Ending;
  patienceMs: number;
}

/** How a run ends for its readers. */
export interface Ending {
  /** By room: the last position. Set when nothing more will follow. */
  last?: ReadonlyMap<string, number>;
  /** Called when `last` is set. */
  readonly wake: Set<() => void>;
}

const EVENTS = `subscription ($id: ID!, $after: Seq!) {
  event: conversationEvents(conversationId: $id, after: $after) { ${EVENT} }
}`;
const INBOX = `subscription ($after: [ConversationPosition!], $since: Seq) {
  event: inboxEvents(after: $after, since: $since) { ${EVENT} }
}`;

const DAWDLING_MS = 1_500;
const REFUSED_MS = 60;
const AWAY_MS = 100;

/**
 * Reads live until it has everything, and resumes from its last positions whenever a subscription ends. It records each event
 * when it arrives. If a subscription ends for an unexpected reason, it adds that to `troubles`.
 */
export async function read({ history, reader, client, ending, ...reading }: Reading): Promise<void> {
  const { chance, manners, mayBeOut, patienceMs, room } = reading;
  const positions = new Map(reader.rooms.map((id) => [id, 0]));
  const since = reader.inbox ? await ownPosition(client) : 0;
  let gaveUp = false;

  const isDone = () =>
    gaveUp ||
    (ending.last !== undefined && reader.rooms.every((id) => (positions.get(id) ?? 0) >= ending.last!.get(id)!));

  const operation = () =>
    reader.inbox
      ? { query: INBOX, variables: { after: positionsOf(positions), since } }
      : { query: EVENTS, variables: { id: room, after: positions.get(room) ?? 0 } };

  /** One subscription from the last positions. Rejects with the error that ended it. */
  async function once(): Promise<void> {
    const frames: Frame[] = [];
    const subscription = client.subscribe<{ event: EventResult }>({
      ...operation(),
      next(result) {
        const frame = frameOf(result);
        if (!frame) return;
        if (frames.push(frame) === 1) reader.subscriptions.push({ frames });
        if (isDone()) subscription.end();
        else act(subscription.end);
      },
    });
    const wake = () => isDone() && subscription.end();
    ending.wake.add(wake);
    wake();
    try {
      await subscription.ended;
    } finally {
      ending.wake.delete(wake);
    }
  }

  function frameOf({ data, errors, extensions }: ExecutionResult<{ event: EventResult }>): Frame | undefined {
    // the event counts, even if parts of it could not be read
    const incomplete = errors !== undefined && refusalOf(errors) === undefined;
    if (!data?.event || (errors && !incomplete)) {
      history.troubles.push(`${reader.name} got a frame with errors: ${JSON.stringify(errors)}`);
      return undefined;
    }
    const event = eventOf(data.event);
    if (!reader.inbox && extensions?.['seq'] !== event.seq)
      history.troubles.push(`${reader.name} got ${event.seq} with extensions.seq ${String(extensions?.['seq'])}`);
    // an existing account has other conversations
    if (!history.rooms.some(({ id }) => id === event.room)) return undefined;
    moveTo(event);
    return { ...event, tick: ++history.ticks, ...(incomplete && { incomplete }) };
  }

  function moveTo({ room: of, seq, type, person }: Event): void {
    if (seq <= (positions.get(of) ?? 0)) return;
    // after a removal, a client forgets the room, and starts anew when it returns
    if (reader.inbox && type === 'MemberLeft' && person === reader.person) positions.delete(of);
    else positions.set(of, seq);
  }

  function act(end: () => void): void {
    if (ending.last) return;
    const dice = chance.below(1_000);
    if (dice < manners.breaksOff) client.drop();
    else if (dice < manners.breaksOff + manners.ends) end();
    else if (dice < manners.breaksOff + manners.ends + manners.dawdles) {
      client.dawdle(chance.below(DAWDLING_MS));
    }
  }

  const patience = { timer: undefined as NodeJS.Timeout | undefined };
  const giveUpLater = () => (patience.timer ??= setTimeout(() => (gaveUp = true) && wakeAll(ending), patienceMs));
  ending.wake.add(giveUpLater);
  if (ending.last) giveUpLater();
  while (!isDone()) {
    try {
      await once();
    } catch (error) {
      const refused = refusalOf(error);
      if (refused && !(mayBeOut && refused.is('NOT_FOUND'))) {
        history.troubles.push(`${reader.name} was told ${refused.message}`);
        break;
      }
      await pause(refused ? REFUSED_MS : AWAY_MS);
    }
  }
  ending.wake.delete(giveUpLater);
  clearTimeout(patience.timer);
}

/** Tells readers that nothing more will follow. */
export function end(ending: Ending, last: ReadonlyMap<string, number>): void {
  ending.last = last;
  wakeAll(ending);
}

const wakeAll = ({ wake }: Ending): void => {
  for (const one of [...wake]) one();
};

const positionsOf = (positions: ReadonlyMap<string, number>) =>
  Array.from(positions, ([conversationId, seq]) => ({ conversationId, seq }));

async function ownPosition(client: Client): Promise<number> {
  const { data } = await client.request<{ me: { seq: number } }>('{ me { seq } }');
  if (!data) throw new Error('nobody is signed in');
  return data.me.seq;
}
