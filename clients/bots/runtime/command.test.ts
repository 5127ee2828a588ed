import fc from 'fast-check';
import { parseCommand } from './command.js';

it.each([
  ['!help', { name: 'help', rest: '' }],
  ['!Echo  two words ', { name: 'echo', rest: 'two words' }],
  ['  !echo one\ntwo', { name: 'echo', rest: 'one\ntwo' }],
  ['say !help', undefined],
  ['!', undefined],
  ['! help', undefined],
  ['!!help', undefined],
  ['!help!', undefined],
])('%j is %j', (text, command) => {
  expect(parseCommand(text)).toEqual(command);
});

it('has all words of whatever is said after it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z][a-z\d_-]{0,9}$/), fc.string(), (name, words) => {
      expect(parseCommand(`!${name} ${words}`)).toEqual({ name, rest: words.trim() });
    }),
  );
});
