import { partsOf } from './marks';

test('matches are told from the rest, and nothing is taken for HTML', () => {
  expect(partsOf('the <mark>plan</mark> &lt;b&gt; &amp;amp; <mark>plans</mark>')).toEqual([
    { text: 'the ', isMatch: false },
    { text: 'plan', isMatch: true },
    { text: ' <b> & ', isMatch: false },
    { text: 'plans', isMatch: true },
  ]);
});

test('a fragment without a match is one part', () =>
  expect(partsOf('it&#39;s')).toEqual([{ text: "it's", isMatch: false }]));

test('Markdown and mentions are shown as they read, also where a match is within', () => {
  const ada = { id: '0190a1b2-0000-7000-8000-0000000000aa', displayName: 'Ada' };
  expect(partsOf(`**leaves <mark>at nine</mark>** &lt;@${ada.id}&gt; \`now\``, [ada])).toEqual([
    { text: 'leaves ', isMatch: false },
    { text: 'at nine', isMatch: true },
    { text: ' @Ada now', isMatch: false },
  ]);
});
