import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server } from '../server';
import { down } from './down';
import { up } from './up';

test('what runs is left as it is, unless it was started otherwise than it would be now', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'parley-up-'));
  const place = { cache, run: join(cache, 'run'), port: 65_000 };
  let current = true;
  const idle: Server = {
    name: 'idle',
    ports: [0],
    needs: [],
    programs: async () => [
      { name: 'idle', command: process.execPath, args: ['-e', 'setInterval(() => undefined, 1_000)'] },
    ],
    ready: async () => true,
    isCurrent: async () => current,
    url: () => '',
  };
  const state = async () => (await up(place, [idle])).map((outcome) => outcome.state).join();
  try {
    expect(await state()).toBe('started');
    expect(await state()).toBe('running');
    current = false;
    expect(await state()).toBe('started');
  } finally {
    await down(place, [idle]);
    await rm(cache, { recursive: true });
  }
});
