import type { UserId } from '@parley/contracts/ids';
import { tenantOf, type Principal } from '@parley/contracts/principal';
import { readHeads } from '@parley/log/read';
import type { Sql } from '@parley/database/sql';
import DataLoader from 'dataloader';
import { findUsers, type UserRow } from './accounts';
import { findDevices, type DeviceRow } from './devices';
import type { Presences } from './presences';

export interface Loaders {
  /** By id, of the principal's tenant; null for one that is not there. */
  user: DataLoader<UserId, UserRow | null>;
  /** Position of a user's own log. */
  seq: DataLoader<UserId, number | null>;
  devices: DataLoader<UserId, DeviceRow[]>;
  /** Whether any device of theirs is connected. */
  connected: DataLoader<UserId, boolean>;
}

/** One set for each request: what they hold is what this principal may see. */
export function createLoaders(
  { database: sql, presences }: { database: Sql; presences: Presences },
  principal: Principal,
): Loaders {
  return {
    user: new DataLoader(async (ids) => {
      const users = await findUsers(sql, tenantOf(principal), ids);
      return ids.map((id) => users.get(id) ?? null);
    }),
    seq: new DataLoader(async (ids) => {
      const heads = await readHeads(sql, ids);
      return ids.map((id) => heads.get(id)?.seq ?? null);
    }),
    devices: new DataLoader(async (ids) => {
      const devices = await findDevices(sql, ids);
      return ids.map((id) => devices.filter(({ account }) => account === id));
    }),
    connected: new DataLoader((ids) => presences.areConnected(ids)),
  };
}
