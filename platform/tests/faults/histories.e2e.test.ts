import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parleyProcess, type ParleyProcess } from '@parley/testing/parley-process';
import { realText, SCRIPTS } from '@parley/testing/real-text';
import { SEED } from '@parley/testing/seed';
import { until } from '@parley/testing/until';
import { signUp, type Account } from '../../histories/account';
import { accountsFor } from '../../histories/cast';
import type { Chance } from '../../histories/chance';
import { acknowledged, type History } from '../../histories/history';
import { judge } from '../../histories/judge/judge';
import { runHistories } from '../../histories/run';
import { parley as parleyCommand } from '../../testing/parley-command';

const CAST = { writers: 8, readers: 12, conversations: 2 };
const EACH = 40;

describe(`what clients sent and saw, with the seed ${SEED}`, () => {
  let parley: ParleyProcess;
  let accounts: Account[];

  beforeAll(async () => {
    parley = await parleyProcess();
    accounts = await signUp(parley.url, { tenant: 'demo', count: accountsFor(CAST) });
  });
  afterAll(() => parley.close());

  it('is complete, in order and once, while readers drop, dawdle, are kicked and come back', async () => {
    expect(await record(async () => undefined)).toEqual([]);
  });

  it('is so when the process is killed in the middle, twice, and started again', async () => {
    const problems = await record(async (history) => {
      for (const sent of [60, 160]) {
        await until(() => acknowledged(history).length > sent);
        await parley.kill('SIGKILL');
        await parley.start();
      }
    });
    expect(problems).toEqual([]);
  });

  it('is so when PostgreSQL is restarted under load, and the pool heals by itself', async () => {
    const problems = await record(async (history) => {
      await until(() => acknowledged(history).length > 60);
      process.kill(await postmaster(parley.folder), 'SIGINT');
    });
    expect(problems).toEqual([]);
  });

  it('is judged by a command that anybody can run', async () => {
    const json = join(parley.folder, 'history.json');
    const quick = '--seconds 3 --writers 3 --readers 6 --conversations 2 --kicks 4 --seed 5'.split(' ');
    const { code, output } = await parleyCommand(
      {},
      'check',
      'histories',
      '--url',
      parley.url,
      '--json',
      json,
      ...quick,
    );
    expect(output).toMatch(
      /^Seed 5: \d+ messages acknowledged in 2 conversations; 8 readers saw \d+ events through \d+ subscriptions; \d kicks\.\nEverything was seen/,
    );
    expect(code).toBe(0);
    const { problems, history } = JSON.parse(await readFile(json, 'utf8')) as { problems: string[]; history: History };
    expect(problems).toEqual([]);
    expect(judge(history)).toEqual([]);
    history.readers[0]!.subscriptions[0]!.frames.pop();
    expect(judge(history)).not.toEqual([]);
  });

  it('is not judged where nobody answers', async () => {
    const { code, complaint } = await parleyCommand({}, 'check', 'histories', '--url', 'http://127.0.0.1:1');
    expect([code, complaint]).toEqual([1, expect.stringMatching(/^parley: http:\/\/127.0.0.1:1 does not respond/)]);
  });

  /** Lets everybody write and read while `trouble` happens, and judges what they recorded. */
  async function record(trouble: (history: History) => Promise<void>): Promise<string[]> {
    const history = await runHistories({
      ...CAST,
      urls: [parley.url],
      accounts,
      kicks: 20,
      kickEveryMs: 200,
      writing: { messages: EACH },
      pauseMs: 40,
      patienceMs: 240_000,
      seed: SEED,
      textOf,
      meanwhile: trouble,
    });
    expect(acknowledged(history)).toHaveLength(CAST.writers * EACH + CAST.conversations);
    return judge(history);
  }
});

/** Real text, made unlike any other by who sends it when. */
function textOf(chance: Chance, name: string): string {
  const [script] = chance.oneOf(SCRIPTS);
  return `${name} ${chance.oneOf(realText(script!))[0]}`;
}

async function postmaster(folder: string): Promise<number> {
  const [pid] = (await readFile(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}
