import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from './chance';
import type { Client } from './client';
import type { History } from './history';
import { insist, Refused } from './insist';

const REMOVE = 'mutation ($c: ID!, $u: ID!) { removeMember(conversationId: $c, userId: $u) { id } }';
const ADD = 'mutation ($c: ID!, $u: ID!) { addMembers(conversationId: $c, userIds: [$u]) { id } }';

/** A person who is removed from a room and added again. */
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
  /** Average milliseconds from one removal to the next. */
  everyMs: number;
  patienceMs: number;
  isOver(): boolean;
}

/** Removes guests and adds them again, one after the other; the last one stays out. Returns those who are out in the end. */
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

/** Ignores that a guest is out already: an earlier attempt removed them, and its response was lost. */
function unlessGone(error: unknown): void {
  if (!(error instanceof Refused && error.is('NOT_FOUND'))) throw error;
}
