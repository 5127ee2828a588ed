import type { UserId } from '@parley/contracts/ids';
import type { Principal } from '@parley/contracts/principal';
import { readHeads } from '@parley/log/read';
import type { Sql } from '@parley/database/sql';
import DataLoader from 'dataloader';
import { findSecurity, type AccountSecurity, type UserRow } from './accounts';
import { findDevices, type DeviceRow } from './devices';
import type { Presences } from './presences';
import { findProfiles, type ProfileCache } from './profiles';

export interface Loaders {
  /** By id; null for one that the principal may not see. */
  user: DataLoader<UserId, UserRow | null>;
  /** Position of a user's own log. */
  seq: DataLoader<UserId, number | null>;
  devices: DataLoader<UserId, DeviceRow[]>;
  security: DataLoader<UserId, AccountSecurity | null>;
  /** Whether any device of theirs is connected. */
  connected: DataLoader<UserId, boolean>;
}

/** One set for each request: what they hold is what this principal may see. */
export function createLoaders(
  {
    database: sql,
    presences,
    profileCache: cache,
  }: { database: Sql; presences: Presences; profileCache: ProfileCache },
  principal: Principal,
): Loaders {
  return {
    user: new DataLoader((ids) => findProfiles({ sql, cache }, principal, ids)),
    seq: new DataLoader(async (ids) => {
      const heads = await readHeads(sql, ids);
      return ids.map((id) => heads.get(id)?.seq ?? null);
    }),
    devices: new DataLoader(async (ids) => {
      const devices = await findDevices(sql, ids);
      return ids.map((id) => devices.filter(({ account }) => account === id));
    }),
    security: new DataLoader(async (ids) => {
      const found = new Map((await findSecurity(sql, ids)).map((one) => [one.account, one]));
      return ids.map((id) => found.get(id) ?? null);
    }),
    connected: new DataLoader((ids) => presences.areConnected(ids)),
  };
}
