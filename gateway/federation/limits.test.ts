import { recordingLog, requestOf, tinyGraph, viewer } from '../tiny-graph.fixture';
import { createFederation, type Federation } from './federation';

let federation: Federation;
beforeAll(async () => {
  federation = createFederation({ ...tinyGraph(), openSchema: false, logger: recordingLog().logger });
  await federation.start();
});
afterAll(() => federation.stop());

/** Of this process: others use the same processors. */
const MOST_CPU_MICROSECONDS = 6_000_000;

const codesOf = async (source: string) => {
  const before = process.cpuUsage();
  const { errors = [] } = await federation.execute({ source, request: requestOf(viewer('ada')) });
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(MOST_CPU_MICROSECONDS);
  return errors.map(({ extensions }) => extensions?.code);
};
const nested = (depth: number) => `{ me ${'{ friend '.repeat(depth)} { name } ${'}'.repeat(depth)} }`;

/** Each is refused with a code within a moment, and the next operation is answered. */
describe('what is too complex', () => {
  afterEach(async () => expect(await codesOf('{ me { name } }')).toEqual([]));

  it.each([
    ['depth', nested(40)],
    ['fragments that unfold to millions of fields', unfolding(24)],
    ['inline fragments in each other', `{ ${'... { '.repeat(1_500)} me { name } ${'}'.repeat(1_500)} }`],
    ['values in each other', `{ after(seq: ${'['.repeat(300)}${']'.repeat(300)}) }`],
    ['thousands of aliases', `{ ${Array.from({ length: 2_100 }, (_, i) => `a${i}: correlationId`).join(' ')} }`],
  ])('%s', async (_, source) => {
    expect(await codesOf(source)).toEqual(['QUERY_TOO_COMPLEX']);
  });

  it.each([
    ['a document of a megabyte', `{ me { ${'name '.repeat(200_000)} } }`],
    ['directives by the thousand', `{ me ${'@include(if: true) '.repeat(5_000)} { name } }`],
    ['depth that overflows stacks', `{ me ${'{ friend '.repeat(100_000)}`],
    [
      '100,000 variables',
      `query (${Array.from({ length: 100_000 }, (_, i) => `$v${i}: Int`).join(' ')}) { me { name } }`,
    ],
    ['lists in lists', `{ shout(text: ${'['.repeat(100_000)} }`],
    ['a fragment that holds itself', '{ ...A } fragment A on Query { me { name } ...A }'],
    ['fragments in a ring', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
  ])('%s', async (_, source) => {
    const codes = await codesOf(source);
    expect(codes.length).toBeGreaterThan(0);
    expect(new Set(codes)).toEqual(new Set(['VALIDATION_FAILED']));
  });

  it('many repeats of one response name', async () => {
    await codesOf(`{ ${'correlationId '.repeat(1_900)} }`);
    await codesOf(`{ ${Array.from({ length: 900 }, () => 'person(id: "ada") { name }').join(' ')} }`);
  });
});

it('leaves requests of people alone', async () => {
  expect(await codesOf(nested(10))).toEqual([]);
});

function unfolding(levels: number): string {
  const fragments = Array.from({ length: levels }, (_, i) =>
    i === 0 ? 'fragment F0 on Person { name }' : `fragment F${i} on Person { ...F${i - 1} id ...F${i - 1} }`,
  );
  return `{ me { ...F${levels - 1} } } ${fragments.join(' ')}`;
}
