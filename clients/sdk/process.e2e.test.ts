import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '@parley/testing/free-port';

/** A program of its own, on a service that went away. `after` is a timer that keeps no process alive. */
async function run(program: string): Promise<{ code: number | null; output: string }> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const text = `
    import { connect } from '@parley/client';
    import { memoryStorage } from '@parley/client/storage/memory';
    const storage = memoryStorage();
    await storage.set('parley:${url}:session', {
      accessToken: 'a', refreshToken: 'r', userId: 'me', displayName: 'Me', deviceId: 'd', renewalKey: 'k',
      renewAt: Date.now() + 1e9, endsAt: Date.now() + 1e9,
    });
    const parley = connect({ url: '${url}', storage });
    await new Promise((resolve) => parley.session.subscribe(resolve));
    const after = (ms, work) => setTimeout(work, ms).unref();
    const log = (line) => process.stdout.write(line + '\\n');
    ${program}
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
    cwd: __dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

it.each([
  ['a timeline', `parley.conversation('c').timeline.subscribe(() => undefined);`],
  ['who it is', `parley.viewer.subscribe(() => undefined);`],
  ['the conversations', `parley.conversations.subscribe(() => undefined);`],
])('stays while %s is watched, until it is closed', async (_, watch) => {
  const { code, output } = await run(`${watch} after(2_500, async () => { await parley.close(); log('closed'); });`);
  expect([code, output]).toEqual([0, 'closed\n']);
});

it('stays while a subscription of its own is listened to', async () => {
  const { output } = await run(`
    const { ReadStateChangesDocument } = await import('@parley/client');
    const sink = { next() {}, error() {} };
    const end = parley.listen(ReadStateChangesDocument, () => ({}), sink);
    after(2_500, () => { end(); log('ended'); });
  `);
  expect(output).toBe('ended\n');
});

it('stays while there is something to send', async () => {
  const { output } = await run(`
    const { clientMessageId } = parley.conversation('c').send('Honk');
    after(2_500, () => {
      log(parley.outbox.get()[0].state);
      const all = parley.outbox.subscribe(() => undefined);
      const discard = () => {
        parley.outbox.discard(clientMessageId);
        if (parley.outbox.get().length > 0) setTimeout(discard, 10); else log('discarded');
      };
      discard();
    });
  `);
  expect(output).toMatch(/^(queued|sending)\ndiscarded\n$/);
});

it('ends once nobody watches any more', async () => {
  const { code } = await run(`
    const end = parley.conversation('c').timeline.subscribe(() => undefined);
    after(1_000, end);
  `);
  expect(code).toBe(0);
});
