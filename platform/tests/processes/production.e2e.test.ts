import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freshDatabase, type FreshDatabase } from '@parley/testing/database';
import { freePort } from '@parley/testing/free-port';
import { until } from '@parley/testing/until';

const ROOT = join(__dirname, '..', '..', '..');

/** All commands of the page, in their order. */
const commands = Array.from(
  readFileSync(join(ROOT, 'docs', 'production.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g),
  ([, script]) => script!,
).join('\n');

describe('docs/production.md', () => {
  let folder: string;
  let fresh: FreshDatabase;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-production-'));
    fresh = await freshDatabase();
    await certify(folder);
  });
  afterAll(async () => {
    await fresh.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('leads from an empty database to the first message over TLS, command by command', async () => {
    await mkdir(join(folder, 'var'));
    const port = await freePort();
    const script = commands
      .replaceAll('/etc/parley', join(folder, 'etc'))
      .replaceAll('/var/lib', join(folder, 'var'))
      .replace('postgres://parley:secret@localhost:5432/parley', fresh.url)
      .replaceAll('/etc/letsencrypt/live/chat.example.org', folder)
      .replace('https://chat.example.org', `https://localhost:${port}`)
      .replace('PORT=443', `PORT=${port}`);
    // the server is the only job in the background; it ends with the script, by SIGTERM to npm and to all that npm has started
    const whole = `set -e -o pipefail\ntrap 'trap "" TERM; kill -TERM 0; wait' EXIT\n${script}`;
    const { PATH, HOME } = process.env;
    const env = { PATH, HOME, CURL_CA_BUNDLE: join(folder, 'fullchain.pem') };
    const child = spawn('bash', ['-c', whole], { cwd: ROOT, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = await outputOf(child);
    await until(() => !isGroupAlive(child.pid!), { what: 'The end of the server' });
    const log = await readFile(join(folder, 'var', 'parley.log'), 'utf8').catch(() => '');
    expect({ code: child.exitCode, said, log }).toMatchObject({ code: 0 });
    expect(said).toMatch(/parley: production, [^@]+\n/);
    expect(said).toContain('tenant acme is created');
    expect(said).toMatch(/"sendMessage":\{"message":\{"seq":2,"text":"The first message"\}\}/);
    expect(said).toMatch(/^acme {2}Acme {2}INVITED {2}1 of 500 members$/m);
    expect(log).toContain('Parley serves http');
  });
});

/** Whether a process of the group is left that the child leads. */
function isGroupAlive(leader: number): boolean {
  try {
    return process.kill(-leader, 0);
  } catch {
    return false;
  }
}

async function outputOf(child: ChildProcess): Promise<string> {
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (output += String(chunk)));
  await once(child, 'close');
  return output;
}

/** Writes a certificate for `localhost`, which is its own authority, and its key. */
async function certify(folder: string): Promise<void> {
  const asked = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
  const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')];
  await promisify(execFile)('openssl', [...asked, ...named, ...files]);
}
