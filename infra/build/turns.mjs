// Processes that write the same files take turns. Plain JavaScript: it runs before any package is installed.
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_EVERY_MS = 200;

/**
 * Runs `work` while no other process is in its turn in this folder. Each turn is a file with the next number, which only
 * one process can create. A turn ends when its last process ends, so one that is killed blocks nobody.
 * Invariant: the file with the highest number stays until there is a higher one, so no number is used again.
 *
 * @param {{ folder: string, command: string, say: (line: string) => void }} options `command` is what others wait for
 * @param {(include: (pid: number | undefined) => void) => Promise<T>} work calls `include` with each child process: if this
 *   process is killed, its turn lasts until they end
 * @template T
 */
export async function inTurn({ folder, command, say }, work) {
  mkdirSync(folder, { recursive: true });
  const turn = { command, processes: [identify(process.pid)] };
  const file = await begin(folder, turn, say);
  try {
    return await work((pid) => {
      const child = pid && identify(pid);
      if (!child) return;
      turn.processes.push(child);
      write(file, turn);
    });
  } finally {
    write(file, { command, processes: [] });
  }
}

async function begin(folder, turn, say) {
  for (let said = false; ;) {
    const { number, command, holder } = latest(folder);
    if (holder === undefined) {
      if (claim(folder, number + 1, turn)) return fileOf(folder, number + 1);
      continue;
    }
    if (!said) say(`Waiting for ${command} (process ${holder.pid}), which installs or builds`);
    said = true;
    await sleep(POLL_EVERY_MS);
  }
}

/** The newest turn, and a process in it. */
function latest(folder) {
  const number = Math.max(0, ...numbersIn(folder));
  const { command, processes } = read(fileOf(folder, number));
  return { number, command, holder: processes.find(isRunning) };
}

/** False if another process has claimed it. */
function claim(folder, number, turn) {
  const [file, draft] = [fileOf(folder, number), join(folder, `draft-${randomUUID()}`)];
  writeFileSync(draft, JSON.stringify(turn));
  try {
    linkSync(draft, file);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
  const numbers = numbersIn(folder);
  // the number was free because later turns had removed its file
  const late = Math.max(...numbers) > number;
  for (const other of late ? [number] : numbers)
    if (late || other < number) rmSync(fileOf(folder, other), { force: true });
  return !late;
}

const fileOf = (folder, number) => join(folder, `turn-${number}.json`);

const numbersIn = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const [, number] = /^turn-(\d+)\.json$/.exec(name) ?? [];
    return number === undefined ? [] : [Number(number)];
  });

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // there was no turn yet, or later ones have removed it
    if (error.code === 'ENOENT') return { processes: [] };
    throw error;
  }
}

/** Writes atomically: readers see all of the file or none of it. */
function write(file, turn) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(turn));
  renameSync(draft, file);
}

/** With the start time, if it can be read, because process ids are reused. */
function identify(pid) {
  const stat = statOf(pid);
  if (stat) return stat.ended ? undefined : { pid, start: stat.start };
  return hasProcess(pid) ? { pid } : undefined;
}

function isRunning({ pid, start }) {
  const found = identify(pid);
  return found !== undefined && found.start === start;
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; undefined without such a process, or on another system */
function statOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // a zombie has ended; its parent has not read its status yet
    return { ended: /[ZX]/.test(fields[0]), start: fields[19] };
  } catch {
    return undefined;
  }
}

function hasProcess(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
