import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a process writes its profile. */
export const profileFile = (pid: number): string => join(tmpdir(), `parley-bench-${pid}.cpuprofile`);
