import { judge } from './judge';
import { newHistory, type History } from './history';

function good(): History {
  const history = newHistory();
  const seen = [1, 2, 3].map((seq) => ({ seq, message: { id: `m${seq}`, text: `text ${seq}` } }));
  for (const { seq, message } of seen) {
    history.attempted.add(message.text);
    history.acknowledged.push({ clientMessageId: `c${seq}`, messageId: message.id, seq, text: message.text });
  }
  history.readers.push({ name: 'Ann', after: 0, seen });
  return history;
}

describe('the judge of histories', () => {
  it('has nothing to say of a good one', () => {
    expect(judge(good())).toEqual([]);
  });

  it.each<[string, (history: History) => void]>([
    ['a loss', ({ readers }) => readers[0]!.seen.splice(1, 1)],
    ['a loss at the end', ({ readers }) => readers[0]!.seen.pop()],
    ['a repeat', ({ readers }) => readers[0]!.seen.push(readers[0]!.seen[2]!)],
    ['disorder', ({ readers }) => readers[0]!.seen.reverse()],
    ['another text', ({ readers }) => (readers[0]!.seen[0] = { seq: 1, message: { id: 'm1', text: 'text 2' } })],
    ['what nobody sent', ({ attempted }) => attempted.delete('text 2')],
    ['a position given twice', ({ acknowledged }) => (acknowledged[1]!.seq = 1)],
    ['a send that became two messages', ({ acknowledged }) => (acknowledged[1]!.clientMessageId = 'c1')],
  ])('finds %s', (_, spoil) => {
    const history = good();
    spoil(history);
    expect(judge(history)).not.toEqual([]);
  });
});
