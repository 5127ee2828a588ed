import type { Account, People } from '../api.js';
import {
  ConfirmTotpDocument,
  EnrollTotpDocument,
  PeopleDocument,
  PersonDocument,
  PresenceChangesDocument,
  RevokeDeviceDocument,
  SetPresenceDocument,
  UpdateProfileDocument,
} from '../generated/graphql.js';
import type { Presence } from '../model.js';
import type { Store } from '../store.js';
import { latest, sink } from '../stores/latest.js';
import type { Wire } from '../sync/feed.js';
import type { SendRequest } from '../transport/request.js';

/** Sets of people whose store is cached: the same set is the same store. */
const MAX_STORES = 100;

export function createPeople(wire: Wire): People {
  const { request } = wire;
  const cached = new Map<string, Store<ReadonlyMap<string, Presence>>>();

  function presence(userIds: readonly string[]): Store<ReadonlyMap<string, Presence>> {
    const ids = [...new Set(userIds)].sort();
    const key = ids.join();
    const store = cached.get(key) ?? presenceOf(ids, wire);
    cached.delete(key);
    cached.set(key, store);
    if (cached.size > MAX_STORES) cached.delete(cached.keys().next().value!);
    return store;
  }

  return {
    presence,
    async find(query, first = 20) {
      const { users } = await request(PeopleDocument, { query, first });
      return users.edges.map(({ node }) => node);
    },
    get: async (id) => (await request(PersonDocument, { id })).user,
    async setPresence(status, text) {
      await request(SetPresenceDocument, { status, text });
    },
  };
}

function presenceOf(userIds: string[], { live, connection, pause }: Wire): Store<ReadonlyMap<string, Presence>> {
  return latest<ReadonlyMap<string, Presence>>({
    initial: new Map(),
    connection,
    pause,
    listen: (change) =>
      userIds.length === 0
        ? () => undefined
        : live.listen(
            PresenceChangesDocument,
            () => ({ userIds }),
            sink(({ presenceChanges }) =>
              change((before) => {
                const next = new Map(before);
                for (const { user, ...one } of presenceChanges) if (user) next.set(user.id, one);
                return next;
              }),
            ),
          ),
  });
}

/** The viewer's own account. `changed` reloads the viewer. */
export const createAccount = (request: SendRequest, changed: () => Promise<void>): Account => ({
  async update(input) {
    await request(UpdateProfileDocument, { input });
    await changed();
  },
  async revokeDevice(deviceId) {
    await request(RevokeDeviceDocument, { deviceId });
    await changed();
  },
  enrollTotp: async (password) => (await request(EnrollTotpDocument, { password })).enrollTotp,
  confirmTotp: async (code) => (await request(ConfirmTotpDocument, { code })).confirmTotp,
});
