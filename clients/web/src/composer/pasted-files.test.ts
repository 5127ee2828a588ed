import { pastedFiles } from './pasted-files';

const PICTURE = new File(['x'], 'image.png', { type: 'image/png' });
const PLAN = new File(['x'], 'plan.pdf', { type: 'application/pdf' });

const pasted = (texts: Record<string, string>, ...files: File[]) =>
  pastedFiles({ getData: (type) => texts[type] ?? '', files });

test('cells are text, although a picture of them comes along', () => {
  expect(pasted({ 'text/plain': 'a\tb\n1\t2\n', 'text/html': '<table></table>' }, PICTURE)).toEqual([]);
  expect(pasted({ 'text/plain': 'a', 'text/rtf': '{a}' }, PICTURE)).toEqual([]);
});

test('a picture of a page is a picture, although its HTML comes along', () =>
  expect(pasted({ 'text/html': '<img src="x">' }, PICTURE)).toEqual([PICTURE]));

test('files are files, although their names come along', () => {
  expect(pasted({}, PICTURE)).toEqual([PICTURE]);
  expect(pasted({ 'text/plain': 'plan.pdf' }, PLAN)).toEqual([PLAN]);
  expect(pasted({ 'text/plain': '/home/ada/plan.pdf\r\n/home/ada/image.png' }, PLAN, PICTURE)).toEqual([PLAN, PICTURE]);
});

test('text is text', () => expect(pasted({ 'text/plain': 'hello' })).toEqual([]));
