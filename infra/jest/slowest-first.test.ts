import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const seconds = JSON.parse(readFileSync(join(__dirname, 'slow-files.json'), 'utf8')) as Record<string, number>;

interface Sequencer {
  sort(tests: readonly object[]): readonly { path: string }[];
}

/** Files of the project, as jest hands them to a sequencer. */
const asTests = (files: readonly string[]) =>
  files.map((file) => ({
    path: join(ROOT, file),
    context: {
      config: { rootDir: ROOT, cacheDirectory: join(ROOT, 'no-such-folder'), id: 'x' },
      hasteFS: { getSize: () => (file in seconds ? 1 : 1_000) },
    },
  }));

test('every file that is said to be slow is there', () => {
  expect(Object.keys(seconds).filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

test('the slowest are first, whatever their size', () => {
  const { sort } = sequencer();
  const slow = Object.keys(seconds);
  const others = ['infra/build/documents.test.ts', 'infra/build/turns.test.ts'];
  const order = sort(asTests([...others, ...slow.toReversed()])).map(({ path }) => path);
  expect(order.slice(0, slow.length)).toEqual(slow.map((file) => join(ROOT, file)));
});

function sequencer(): Sequencer {
  const SlowestFirst = jest.requireActual<new (options: object) => Sequencer>('./slowest-first.js');
  const made = new SlowestFirst({ contexts: [], globalConfig: {} });
  return { sort: (tests) => made.sort(tests) };
}
