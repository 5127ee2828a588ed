import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { givenToCommand } from './command-settings';
import { describeRunning, runningIn, sayGone, sayRunning } from './running';

describe('commands beside a server', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-running-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const SERVER = {
    command: 'serve',
    databaseUrl: 'postgres://127.0.0.1:1/parley',
    settings: { PORT: '4321', LOG_LEVEL: 'warn', HOME: '/root' },
  };

  it('take over its settings, except those that they are given', async () => {
    await sayRunning(folder, SERVER);
    const { values, sources } = await givenToCommand({ PARLEY_DATA: folder, LOG_LEVEL: 'error' });
    expect(values).toEqual({ PARLEY_DATA: folder, LOG_LEVEL: 'error', PORT: '4321' });
    const running = (await runningIn(folder))!;
    expect(running).toMatchObject({ ...SERVER, pid: process.pid });
    expect(sources.get('PORT')).toBe(describeRunning(running));
    expect(sources.get('PORT')).toContain(`process ${process.pid} (parley serve`);
    expect(sources.get('LOG_LEVEL')).toBe('environment');
  });

  it('have their own once it is gone', async () => {
    await sayRunning(folder, SERVER);
    await sayGone(folder);
    expect((await givenToCommand({ PARLEY_DATA: folder })).values).toEqual({ PARLEY_DATA: folder });
  });

  it('have their own if it was killed, or the file is damaged', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const file = join(folder, 'running.json');
    for (const text of [JSON.stringify({ ...SERVER, pid, since: '' }), '{"pid":', '{}']) {
      await writeFile(file, text);
      expect(await runningIn(folder)).toBeUndefined();
    }
  });

  it('are of its user: nobody else can read the file', async () => {
    await sayRunning(folder, SERVER);
    expect((await stat(join(folder, 'running.json'))).mode & 0o777).toBe(0o600);
  });
});
