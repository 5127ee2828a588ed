import { partsOf } from './marks';

test('matches are told from the rest, and nothing is taken for HTML', () => {
  expect(partsOf('the <mark>plan</mark> &lt;b&gt; &amp;amp; <mark>plans</mark>')).toEqual([
    { text: 'the ', isMatch: false },
    { text: 'plan', isMatch: true },
    { text: ' <b> &amp; ', isMatch: false },
    { text: 'plans', isMatch: true },
  ]);
});

test('a fragment without a match is one part', () =>
  expect(partsOf('it&#39;s')).toEqual([{ text: "it's", isMatch: false }]));
