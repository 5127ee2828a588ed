import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBotState } from './bot-state.js';
import { jsonFile } from './json-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-bot-state-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('has what was written last, each as it was when it was given', async () => {
  const file = jsonFile(join(folder, 'deep', 'state.json'));
  expect(await file.read()).toBeUndefined();
  const value = { n: 1 };
  const first = file.write(value);
  value.n = 2;
  await first;
  expect(await file.read()).toEqual({ n: 1 });
  await Promise.all([3, 4, 5].map((n) => file.write({ n })));
  expect(await file.read()).toEqual({ n: 5 });
});

it('is read by its owner alone, and leaves nothing beside it', async () => {
  await jsonFile(join(folder, 'state.json')).write({});
  expect(await readdir(folder)).toEqual(['state.json']);
  expect((await stat(join(folder, 'state.json'))).mode & 0o777).toBe(0o600);
});

it('half a write that a crash left does no harm', async () => {
  const path = join(folder, 'state.json');
  await jsonFile(path).write({ n: 1 });
  await writeFile(`${path}.next`, '{"n":');
  const file = jsonFile(path);
  expect(await file.read()).toEqual({ n: 1 });
  await file.write({ n: 2 });
  expect(await readFile(path, 'utf8')).toBe('{"n":2}');
});

it('keeps a position and what was made of it together', async () => {
  const path = join(folder, 'state.json');
  const state = await openBotState(jsonFile(path));
  state.move('c1', { seq: 3, epoch: 'e' });
  state.own.set({ reminders: 1 });
  await state.save();
  const again = await openBotState(jsonFile(path));
  expect([again.position('c1'), again.position('c2'), again.own.get()]).toEqual([
    { seq: 3, epoch: 'e' },
    undefined,
    { reminders: 1 },
  ]);
});
