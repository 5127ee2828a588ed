import { faultsIn } from './handled-entries.fixture';

it('finds a loss and a wrong order, and no fault in repeats', () => {
  const of = (...seqs: number[]) => seqs.map((seq) => ({ stream: 'a', seq }));
  const appended = new Map([['a', 3]]);
  expect(faultsIn(of(1, 2, 1, 2, 3, 1), appended)).toEqual([]);
  expect(faultsIn(of(1, 3), appended)).toHaveLength(1);
  expect(faultsIn(of(1, 3, 2), appended)).toHaveLength(1);
  expect(faultsIn([], appended)).toHaveLength(1);
});
