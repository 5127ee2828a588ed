import { readdir, readFile } from 'node:fs/promises';

/** Resource usage of a process and its descendants. */
export interface Usage {
  /** User and system, of all threads. */
  cpuMs: number;
  rssBytes: number;
}

/** proc(5): times are in clock ticks, of which Linux shows a hundred a second. */
const TICK_MS = 10;
const BEFORE_PARENT = /^.*\) \S /s;

interface Process extends Usage {
  parent: number;
}

/** Errors: on other systems than Linux, and if the process has exited. */
export async function usageOf(pid: number): Promise<Usage> {
  const all = await processes();
  const root = all.get(pid);
  if (!root) throw new Error(`Process ${pid} is gone`);
  const family = new Set([pid]);
  // a parent nearly always has the smaller id; if ids have wrapped around, more rounds find the rest
  for (let size = 0; size < family.size;) {
    size = family.size;
    for (const [id, { parent }] of all) if (family.has(parent)) family.add(id);
  }
  const members = [...family].map((id) => all.get(id)!);
  return {
    cpuMs: members.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    rssBytes: members.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
  };
}

/** Errors: if the process has exited. */
export async function parentOf(pid: number): Promise<number> {
  const found = await readProcess(pid);
  if (!found) throw new Error(`Process ${pid} is gone`);
  return found.parent;
}

async function processes(): Promise<Map<number, Process>> {
  const ids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const found = await Promise.all(ids.map(async (id) => [id, await readProcess(id)] as const));
  return new Map(found.flatMap(([id, one]) => (one ? [[id, one]] : [])));
}

async function readProcess(pid: number): Promise<Process | undefined> {
  try {
    const [stat, status] = await Promise.all(
      ['stat', 'status'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8')),
    );
    const fields = stat!.replace(BEFORE_PARENT, '').split(' ');
    const rssKiB = Number(/^VmRSS:\s+(\d+)/m.exec(status!)?.[1] ?? 0);
    return {
      parent: Number(fields[0]),
      cpuMs: (Number(fields[10]) + Number(fields[11])) * TICK_MS,
      rssBytes: rssKiB * 1_024,
    };
  } catch {
    return undefined;
  }
}
