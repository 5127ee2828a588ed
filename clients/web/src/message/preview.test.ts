import { plain, withNames } from './preview';

const ADA = { id: '0190a1b2-0000-7000-8000-0000000000aa', displayName: 'Ada Lindqvist' };

test('mentions are shown by name', () => {
  expect(withNames(`Hi <@${ADA.id}>, hi <@${ADA.id.toUpperCase()}>`, [ADA])).toBe(
    'Hi @Ada Lindqvist, hi @Ada Lindqvist',
  );
  expect(withNames(`Hi <@${ADA.id}>`, [])).toBe('Hi @somebody');
});

test.each([
  ['Habt ihr die **Zertifikate** erneuert?', 'Habt ihr die Zertifikate erneuert?'],
  ['```sql\nselect 1;\n```', 'select 1;'],
  ['> quoted\n\n- one\n- two', 'quoted one two'],
  ['See [the plan](https://plan.example)', 'See the plan'],
  ['It leaves at *nine*, _not_ ten', 'It leaves at nine, not ten'],
  ['2 * 3 * 4', '2 * 3 * 4'],
  ['2*3*4 of snake_case_names', '2*3*4 of snake_case_names'],
  ['👩‍👩‍👧 ok', '👩‍👩‍👧 ok'],
])('%j reads as %j in a list', (text, line) => expect(plain(text)).toBe(line));
