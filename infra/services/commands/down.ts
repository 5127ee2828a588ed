import { existsSync } from 'node:fs';
import { alone, clear } from '../instance';
import { siteOf, type Place } from '../place';
import type { Server } from '../server';

/** Stops servers and removes their data. Returns those that ran or had data. */
export async function down(place: Place, servers: readonly Server[]): Promise<Server[]> {
  const there = servers.filter((server) => existsSync(siteOf(place, server).folder));
  await Promise.all(there.map((server) => alone(place, server, clear)));
  return there;
}
