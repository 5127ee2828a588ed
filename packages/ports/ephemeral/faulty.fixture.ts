import { unavailable } from '@parley/contracts/errors';
import type { EphemeralStore } from './ephemeral-store';
import { inProcessStore } from './in-process';

export interface FaultyStore extends EphemeralStore {
  /** Loses all that it has. */
  wipe(): void;
  /** Answers everything with UNAVAILABLE, until it is up. */
  down(): void;
  up(): void;
}

/** A store of this process to which happens what its contract says may happen. */
export function faultyStore(): FaultyStore {
  let store = inProcessStore();
  let isDown = false;
  async function reach(): Promise<EphemeralStore> {
    if (isDown) throw unavailable('The store is down');
    return store;
  }
  return {
    wipe: () => void (store = inProcessStore()),
    down: () => void (isDown = true),
    up: () => void (isDown = false),
    set: async (...entry) => (await reach()).set(...entry),
    get: async (key) => (await reach()).get(key),
    take: async (key) => (await reach()).take(key),
    increment: async (...counter) => (await reach()).increment(...counter),
    charge: async (...charge) => (await reach()).charge(...charge),
    delete: async (key) => (await reach()).delete(key),
    join: async (...member) => (await reach()).join(...member),
    leave: async (...member) => (await reach()).leave(...member),
    members: async (groups) => (await reach()).members(groups),
  };
}
