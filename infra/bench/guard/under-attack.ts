import { setTimeout as delay } from 'node:timers/promises';
import { ATTACKS } from '@parley/testing/attacks/attacks';
import type { Attack, Attacker } from '@parley/testing/attacks/attacker';
import { platformServer, type PlatformServer } from '../live/servers/platform-server';
import { quantile, round, type Figures, type Report, type Row } from '../report';

const ROOMS = 40;
const EVERY_MS = 25;
/** At a time. */
const ATTACKERS = 4;
/** Between rounds: errors come at once. */
const PAUSE_MS = 5;

/** Sends of ordinary people next to each attack, and in a quiet phase before. The server has its usual limits. */
export async function underAttack(url: string, scale: number): Promise<Report> {
  const server = await platformServer({
    url,
    sockets: 300,
    rooms: ROOMS,
    // each attacker comes from another network
    settings: { LIMITS: 'on', TRUSTED_PROXIES: '127.0.0.1', LIVE_VIEWS_PER_USER: '50' },
  });
  const seconds = Math.max(0.5, 8 * scale);
  try {
    const rows: Row[] = [];
    const figures: Figures = {};
    await sendingFor(server, seconds);
    const before = await quietPhase(server, seconds);
    figures['quiet.p99Ms'] = before.p99Ms;
    figures['quiet.megabytes'] = before.megabytes;
    rows.push({ part: 'quiet', rounds: 0, refused: 0, ...before });
    for (const [index, [name, attack]] of Object.entries(ATTACKS).entries()) {
      const row = await phase(server, { attack, index, seconds });
      rows.push({ part: name, ...row });
      figures[`${name}.p99VsQuiet`] = round(row.p99Ms / before.p99Ms, 2);
      figures[`${name}.megabytes`] = row.megabytes;
    }
    const after = await quietPhase(server, seconds);
    rows.push({ part: 'quiet again', rounds: 0, refused: 0, ...after });
    figures['quietAgain.p99VsQuiet'] = round(after.p99Ms / before.p99Ms, 2);
    figures['quietAgain.megabytes'] = after.megabytes;
    return { rows, figures };
  } finally {
    await server.close();
  }
}

interface Phase {
  attack: Attack;
  index: number;
  seconds: number;
}

async function phase(server: PlatformServer, { attack, index, seconds }: Phase) {
  const attackers = Array.from({ length: ATTACKERS }, (_, n): Attacker => ({
    url: `http://127.0.0.1:${server.port}`,
    // people who own the sockets: others than the senders
    token: server.tokens[(index * ATTACKERS + n) % server.tokens.length]!,
    room: server.rooms[0]!,
    address: `198.51.${100 + index}.${n + 1}`,
  }));
  const over = new AbortController();
  const attacking = repeat(attack, attackers, over.signal);
  const measured = await quietPhase(server, seconds);
  over.abort();
  return { ...(await attacking), ...measured };
}

async function quietPhase(server: PlatformServer, seconds: number) {
  const times = await sendingFor(server, seconds);
  const { rssBytes } = await server.usage();
  return {
    sends: times.length,
    p50Ms: round(quantile(times, 0.5)),
    p99Ms: round(quantile(times, 0.99)),
    megabytes: round(rssBytes / 1e6, 0),
  };
}

/** Repeats an attack until the signal. `refused`: rounds that ended in an error. */
async function repeat(attack: Attack, attackers: readonly Attacker[], signal: AbortSignal) {
  const count = { rounds: 0, refused: 0 };
  await Promise.all(
    attackers.map(async (attacker) => {
      while (!signal.aborted) {
        const code = await attack(attacker);
        count.rounds++;
        if (code !== undefined) count.refused++;
        await delay(PAUSE_MS);
      }
    }),
  );
  return count;
}

/** Milliseconds that sends took, in rooms that no attacker writes to. */
async function sendingFor(server: PlatformServer, seconds: number): Promise<number[]> {
  const times: number[] = [];
  const sending: Promise<void>[] = [];
  const until = performance.now() + seconds * 1_000;
  for (let n = 1; performance.now() < until; n++) {
    const start = performance.now();
    const sent = server.send([{ room: server.rooms[1 + (n % (ROOMS - 1))]!, text: 'A usual message' }]);
    // a send that fails counts with the time that it took
    const end = () => void times.push(performance.now() - start);
    sending.push(sent.then(end, end));
    await delay(EVERY_MS);
  }
  await Promise.all(sending);
  return times;
}
