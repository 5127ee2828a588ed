import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parleyProcess, type ParleyProcess } from '@parley/testing/parley-process';
import { until } from '@parley/testing/until';

const ROOT = join(__dirname, '..', '..', '..');

/** The shell examples of the README, as they stand there. */
const examples = Array.from(
  readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g),
  ([, script]) => script!,
).filter((script) => /curl|graphql-ws/.test(script));

describe('the README', () => {
  let parley: ParleyProcess;

  beforeAll(async () => {
    parley = await parleyProcess();
  });
  afterAll(() => parley.close());

  it('has examples that work as pasted', async () => {
    const { host } = new URL(parley.url);
    const [query, subscription, send] = examples.map((script) => script.replaceAll('localhost:4000', host));
    // the subscription goes on for ever: it runs beside what is sent, and is ended; a line of input lets it go on
    const script = `set -e
${query}
${subscription!.trimEnd()} &
LIVE=$!
read -r
${send}
read -r
kill $LIVE
`;
    const child = spawn('bash', ['-c', script], { cwd: ROOT, stdio: 'pipe' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.stdin.on('error', () => undefined);
    const closed = once(child, 'close');
    for (const said of [/MemberJoined/, /MessageCreated.*Hello!/]) {
      await until(() => child.exitCode !== null || said.test(output), { what: output });
      child.stdin.write('\n');
    }
    await closed;
    expect(output).toContain('"title":"Lighthouse"');
    expect(output).toContain('"__typename":"MemberJoined","seq":1');
    expect(output).toContain('"duplicate":false');
    expect(output).toMatch(/MessageCreated.*Hello!/);
  });
});
