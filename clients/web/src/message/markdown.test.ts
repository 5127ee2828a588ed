import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { growth, KNOWN } from '@parley/text/long-texts.fixture';
import { MessageText } from './markdown';

/** As HTML, without what is around it. */
const shown = (text: string): string =>
  renderToStaticMarkup(createElement(MessageText, { text, mentions: [] })).replace(/^<div[^>]*>|<\/div>$/g, '');

test.each([
  ['single tildes', '大约3~5天，价格100~200元', '<p dir="auto">大约3~5天，价格100~200元</p>'],
  ['double tildes', '~~gone~~', '<p dir="auto"><s>gone</s></p>'],
  ['emphasis beside CJK', '**历经10年发展，**年', '<p dir="auto"><strong>历经10年发展，</strong>年</p>'],
  ['emphasis of kana', 'これは**「強調」**です', '<p dir="auto">これは<strong>「強調」</strong>です</p>'],
  ['spaces in front of lines', 'a\n  b\n    c', '<p dir="auto">a<br/>  b<br/>    c</p>'],
  ['HTML', '<b>a</b><script>', '<p dir="auto">&lt;b&gt;a&lt;/b&gt;&lt;script&gt;</p>'],
  ['a heading', '## a', '<p class="heading" dir="auto">a</p>'],
  ['what shows nothing', '[a]: https://x.example', '<p dir="auto">[a]: https://x.example</p>'],
])('%s', (_, text, html) => expect(shown(text)).toBe(html));

test.each([
  ['见https://x.example/a。', 'https://x.example/a'],
  ['https://x.example/a（b）', 'https://x.example/a'],
  ['https://x.example/a、b', 'https://x.example/a'],
  ['(https://x.example/foo_(bar))', 'https://x.example/foo_(bar)'],
  ['https://x.example/foo_(bar).', 'https://x.example/foo_(bar)'],
  ['"https://x.example/?a=b&c=~d",', 'https://x.example/?a=b&amp;c=~d'],
  ['**https://x.example/a**', 'https://x.example/a'],
  ['www.x.example/a.', 'http://www.x.example/a'],
  ['a.b@x.example!', 'mailto:a.b@x.example'],
  ['![map](https://x.example/a.png)', 'https://x.example/a.png'],
])('%s links to %s', (text, href) => expect(/ href="([^"]*)"/.exec(shown(text))?.[1]).toBe(href));

test.each(['README.md', '//x.example', '[a](javascript:alert(1))', '[a](data:text/html,b)', '<javascript:a>'])(
  '%s is no link',
  (text) => expect(shown(text)).not.toContain('<a'),
);

test('an item of a task list has a box and no bullet', () => {
  const html = shown('- [x] a\n- [ ] b\n- c');
  expect(
    html.match(/<li class="task"><input type="checkbox" disabled="" aria-label="[^"]*"( checked="")?\/>/g),
  ).toHaveLength(2);
  expect(html).toContain('<li>c</li>');
});

test('footnotes of two messages have different ids, and each leads to its own', () => {
  const note = { text: 'a[^1]\n\n[^1]: b', mentions: [] };
  const html = renderToStaticMarkup(
    createElement(
      'main',
      null,
      createElement(MessageText, note),
      createElement(MessageText, { ...note, mentions: [] }),
    ),
  );
  const ids = Array.from(html.matchAll(/ id="([^"]+)"/g), ([, id]) => `#${id}`);
  expect(new Set(ids).size).toBe(2);
  expect(Array.from(html.matchAll(/ href="([^"]+)"/g), ([, href]) => href)).toEqual(ids);
});

test.each(KNOWN)('reading and drawing takes time in proportion to the text: %s', (_, recipe) =>
  expect(growth(recipe, shown)).toBeLessThan(8),
);
