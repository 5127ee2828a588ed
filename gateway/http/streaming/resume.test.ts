import { getOperationAST, parse, type FieldNode } from 'graphql';
import { resumed, resumeVariable } from './resume';

function variableOf(text: string) {
  const operation = getOperationAST(parse(text))!;
  return resumeVariable(operation, operation.selectionSet.selections[0] as FieldNode);
}

it.each([
  ['subscription ($from: Seq) { events(after: $from) { seq } }', 'from'],
  ['subscription ($from: Seq!) { events(id: 1, after: $from) { seq } }', 'from'],
  ['subscription { events(after: 7) { seq } }', undefined],
  ['subscription { events { seq } }', undefined],
  ['subscription ($from: Seq) { events(before: $from) { seq } }', undefined],
  ['subscription ($from: [Position!]) { events(after: $from) { seq } }', undefined],
  ['subscription ($from: ID) { events(after: $from) { seq } }', undefined],
])('%s goes on after the variable %s', (text, variable) => {
  expect(variableOf(text)).toBe(variable);
});

it('goes on after the last event that was seen, whatever was asked for at first', () => {
  expect(resumed({ id: 'c', from: 3 }, 'from', '12')).toEqual({ id: 'c', from: 12 });
  expect(resumed({ id: 'c' }, 'from', '0')).toEqual({ id: 'c', from: 0 });
});

it.each([
  [undefined, '12'],
  ['from', undefined],
  ['from', ''],
])('leaves the variables alone with the variable %j and the id %j', (variable, id) => {
  expect(resumed({ from: 3 }, variable, id)).toEqual({ from: 3 });
});

it.each(['-1', '1.5', 'abc', '12, 13', '99999999999999999'])('refuses an id that is no position: %s', (id) => {
  expect(() => resumed({}, 'from', id)).toThrow('Last-Event-ID');
});
