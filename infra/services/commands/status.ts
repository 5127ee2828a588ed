import { isReady } from '../instance';
import { memoryOf, namesIn, pidOf } from '../keeper';
import { siteOf, type Place } from '../place';
import type { Server } from '../server';

/** One program of a server. */
export interface Status {
  readonly server: string;
  /** `starting`: it is starting, or the start was interrupted. `ended`: it has exited, and nobody took it down. */
  readonly state: 'ready' | 'starting' | 'ended';
  readonly program: string;
  readonly pid: number | undefined;
  /** Ports of the server, not only of this program. */
  readonly ports: readonly number[];
  /** Memory of the program's process group, in bytes. */
  readonly memory: number;
}

/** The programs of servers that were started and not taken down. */
export async function status(place: Place, servers: readonly Server[]): Promise<Status[]> {
  return (await Promise.all(servers.map((server) => statusOf(place, server)))).flat();
}

async function statusOf(place: Place, server: Server): Promise<Status[]> {
  const site = siteOf(place, server);
  const running = (await isReady(site)) ? 'ready' : 'starting';
  const ports = server.ports.map((offset) => place.port + offset);
  const names = (await namesIn(site.folder)).sort();
  return Promise.all(
    names.map(async (program) => {
      const pid = await pidOf(site.folder, program);
      const state = pid === undefined ? 'ended' : running;
      const memory = pid === undefined ? 0 : await memoryOf(pid);
      return { server: server.name, state, program, pid, ports, memory };
    }),
  );
}
