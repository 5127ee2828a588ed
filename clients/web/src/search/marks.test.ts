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

test('what looks like Markdown in a fragment is what people read, and stays', () => {
  expect(partsOf('<mark>__init__.py</mark> and 2*3*4, &lt;@somebody&gt;')).toEqual([
    { text: '__init__.py', isMatch: true },
    { text: ' and 2*3*4, <@somebody>', isMatch: false },
  ]);
});
