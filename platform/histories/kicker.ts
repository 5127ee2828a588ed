import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from './chance';
import type { Client } from './client';
import type { History } from './history';
import { insist, Refused } from './insist';

const REMOVE = 'mutation ($c: ID!, $u: ID!) { removeMember(conversationId: $c, userId: $u) { id } }';
const ADD = 'mutation ($c: ID!, $u: ID!) { addMembers(conversationId: $c, userIds: [$u]) { id } }';

/** Somebody who is taken out of a room and let in again. */
export interface Guest {
  room: string;
  person: string;
}

interface Kicking {
  history: History;
  keeper: Client;
  guests: readonly Guest[];
  kicks: number;
  chance: Chance;
  /** Milliseconds, on average, from one kick to the next. */
  everyMs: number;
  patienceMs: number;
  isOver(): boolean;
}

/** Takes guests out and lets them in again, one after the other; the last one stays out. Answers who is out in the end. */
export async function kick({ history, keeper, guests, chance, ...kicking }: Kicking): Promise<Guest[]> {
  const { kicks, everyMs, patienceMs, isOver } = kicking;
  const insistOn = (query: string, { room, person }: Guest) =>
    insist(keeper, { query, variables: { c: room, u: person }, patienceMs });

  for (let left = kicks; left > 0; left--) {
    const [guest] = chance.oneOf(guests);
    if (!guest) break;
    await pause(chance.below(everyMs));
    const isLast = left === 1 || isOver();
    try {
      await insistOn(REMOVE, guest).catch(unlessGone);
      const removal: History['removals'][number] = { ...guest };
      history.removals.push(removal);
      if (isLast) return [guest];
      await pause(chance.below(everyMs));
      removal.readmittedAfter = ++history.ticks;
      await insistOn(ADD, guest);
    } catch (error) {
      history.troubles.push(`the keeper could not take somebody out and let them in again: ${String(error)}`);
      return [];
    }
  }
  return [];
}

/** Whoever is out already was taken out by a try whose answer was lost. */
function unlessGone(error: unknown): void {
  if (!(error instanceof Refused && error.is('NOT_FOUND'))) throw error;
}
