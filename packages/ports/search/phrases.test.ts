import fc from 'fast-check';
import { phrasesOf, type Phrase } from './phrases';

const shown = (phrases: readonly Phrase[]) =>
  phrases.map(({ terms, prefix, exact }) => `${exact ? '=' : ''}${terms.join(' ')}${prefix ? '*' : ''}`);
const parsed = (typed: string) => {
  const { wanted, unwanted } = phrasesOf(typed);
  return [...shown(wanted), ...shown(unwanted).map((one) => `-${one}`)];
};

test.each([
  ['alpha beta', ['alpha', 'beta*']],
  ['"beta alpha"', ['=beta alpha']],
  ['“beta alpha” gam', ['=beta alpha', 'gam*']],
  ['„Straße nach“', ['=strasse nach']],
  ['alpha -gamma', ['alpha*', '-gamma']],
  ['-gamma alpha', ['alpha*', '-gamma']],
  ['alpha -"beta gamma"', ['alpha*', '-=beta gamma']],
  ['alpha −gamma --delta', ['alpha*', '-gamma', '-delta']],
  ['-gamma', ['-gamma']],
  ['e-mail', ['e mail*']],
  ['alpha - gamma', ['alpha', 'gamma*']],
  ['alpha -', ['alpha*']],
  ['"unclosed alpha', ['unclosed', 'alpha*']],
  ['5" pipe 6" pipe', ['5', 'pipe', '6', 'pipe*']],
  ['""', []],
  ['"" alpha', ['alpha*']],
  ['צה"ל', ['צה', 'ל*']],
  ["п'ять", ['п ять*']],
  ['п’ять', ['п ять*']],
  ['пʼять', ['п ять*']],
  ['"п’ять років"', ['=п ять років']],
  ['use React开发', ['use', 'react', '开发*']],
  ['"React开发 now"', ['=react 开发 发 now']],
  ['"去北京"', ['=去北 北京*']],
  ['-北京 书', ['书*', '-北京*']],
])('%s', (typed, phrases) => expect(parsed(typed)).toEqual(phrases));

test('any text can be typed, in linear time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (typed) => {
      for (const { terms } of [...phrasesOf(typed).wanted, ...phrasesOf(typed).unwanted])
        expect(terms.length).toBeGreaterThan(0);
    }),
  );
  for (const long of ['"', '-', '-"', '“ ', '" -', "'"]) phrasesOf(long.repeat(20_000));
});
