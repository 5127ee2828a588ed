import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parley } from '../../testing/parley-command';

describe('parley serve, where it cannot start', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-start-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Runs it to its end, which must be one line on standard error and an exit code that is not 0. */
  async function failure(environment: Record<string, string>, ...args: string[]): Promise<string> {
    const { code, complaint: lines } = await parley({ PARLEY_DATA: folder, ...environment }, 'serve', ...args);
    expect(code).toBe(1);
    expect(lines.trimEnd().split('\n')).toHaveLength(1);
    return lines;
  }

  it('says which setting is wrong', async () => {
    expect(await failure({ PORT: 'many', LOG_LEVEL: 'loud' })).toMatch(/PORT.*LOG_LEVEL/);
  });

  it.each([[[]], [['--workers', '2']]])('says that the port is in use, with %j', async (args) => {
    const server = createServer().listen(0, '0.0.0.0');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    try {
      expect(await failure({ PORT: String(port) }, ...args)).toContain(`port ${port} is in use`);
    } finally {
      server.close();
    }
    await once(server, 'close');
  });

  it('says that the folder cannot be written', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    expect(await failure({ PARLEY_DATA: join(file, 'data') })).toContain(file);
  });

  it('says that the data folder is damaged', async () => {
    await mkdir(join(folder, 'postgres', 'data'), { recursive: true });
    await writeFile(join(folder, 'postgres', 'data', 'PG_VERSION'), '18\n');
    expect(await failure({})).toMatch(/damaged|is not/);
  });

  it('says that the database of DATABASE_URL cannot be reached', async () => {
    expect(await failure({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).toMatch(
      /DATABASE_URL|ECONNREFUSED|reached/,
    );
  });
});
