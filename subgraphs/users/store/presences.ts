import { parseId, type UserId } from '@parley/contracts/ids';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';

/**
 * Who is connected, in whatever process: each socket of a person gives signs of life, and is gone when it gives none for
 * a minute. All who may have gone so are on a roll, in shares, until somebody has called it.
 */
export interface Presences {
  /** In the order asked for; one call of the store for all. */
  areConnected(users: readonly UserId[]): Promise<boolean[]>;
  /** `sign` names what is alive: a socket. */
  enter(user: UserId, sign: string): Promise<void>;
  leave(user: UserId, signs: readonly string[]): Promise<void>;
  /** Calls the roll: whoever has gone without a word since. Each share is called by one process at a time. */
  takeGone(): Promise<UserId[]>;
}

/** Four responses to the gateway's pings. */
const SIGN_MS = 60_000;
/** Far longer than between two calls of the roll. */
const ROLL_MS = 600_000;
const CALL_EVERY_MS = 15_000;
const SHARES = 16;

const groupOf = (user: UserId): string => `presence:${user}`;
const rollOf = (share: number): string => `presence-roll:${share}`;
const shareOf = (user: UserId): number => parseInt(user.slice(-2), 16) % SHARES;

export function createPresences(store: EphemeralStore): Presences {
  async function areConnected(users: readonly UserId[]): Promise<boolean[]> {
    if (users.length === 0) return [];
    const groups = await store.members(users.map(groupOf));
    return groups.map(({ size }) => size > 0);
  }

  async function callShare(share: number): Promise<UserId[]> {
    if ((await store.increment(`presence-call:${share}`, CALL_EVERY_MS)) > 1) return [];
    const [roll] = await store.members([rollOf(share)]);
    const users = [...roll!].flatMap((member) => parseId<UserId>(member) ?? []);
    const connected = await areConnected(users);
    const gone = users.filter((_, n) => !connected[n]);
    await Promise.all(gone.map((user) => store.leave(rollOf(share), user)));
    return gone;
  }

  return {
    areConnected,
    async enter(user, sign) {
      await Promise.all([store.join(groupOf(user), sign, SIGN_MS), store.join(rollOf(shareOf(user)), user, ROLL_MS)]);
    },
    async leave(user, signs) {
      await Promise.all(signs.map((sign) => store.leave(groupOf(user), sign)));
    },
    async takeGone() {
      const gone = [];
      for (let share = 0; share < SHARES; share++) gone.push(...(await callShare(share)));
      return gone;
    },
  };
}
