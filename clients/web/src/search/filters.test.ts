import { filterOf, NO_FILTERS } from './filters';

test('nothing chosen filters nothing', () => expect(filterOf(NO_FILTERS, 'c')).toEqual({}));

test('the chosen filters are sent', () => {
  const chosen = {
    ...NO_FILTERS,
    onlyHere: true,
    author: { id: 'u', displayName: 'U' },
    hasAttachment: true,
    mentionsMe: true,
  };
  expect(filterOf(chosen, 'c')).toEqual({
    conversationIds: ['c'],
    authorIds: ['u'],
    hasAttachment: true,
    mentionsMe: true,
  });
  expect(filterOf({ ...NO_FILTERS, onlyHere: true }, null)).toEqual({});
});

test('the last day counts in full', () => {
  const { from, to } = filterOf({ ...NO_FILTERS, from: '2026-11-25', to: '2026-11-25' }, null);
  expect(Date.parse(String(to)) - Date.parse(String(from))).toBe(24 * 3_600_000);
});
