import { mentionedIn, plainLine, plainText } from './plain-text';

const ADA = '0190a1b2-0000-7000-8000-0000000000aa';
const nameOf = (id: string) => (id === ADA ? 'Ada' : undefined);

test.each([
  ['`__init__.py`', '__init__.py'],
  ['[wiki](https://x.example/Foo_(bar)) ok', 'wiki ok'],
  ['&amp; &lt;b&gt; <b>', '& <b> <b>'],
  ['Habt ihr die **Zertifikate** erneuert?', 'Habt ihr die Zertifikate erneuert?'],
  ['```sql\nselect 1;\n```', 'select 1;'],
  ['> quoted\n\n- one\n- two', 'quoted one two'],
  ['It leaves at *nine*, _not_ ten', 'It leaves at nine, not ten'],
  ['2 * 3 * 4', '2 * 3 * 4'],
  ['2*3*4 of snake_case_names', '234 of snake_case_names'],
  ['👩‍👩‍👧 ok', '👩‍👩‍👧 ok'],
  ['2024. It was good', '2024. It was good'],
  ['- [x] done\n- [ ] not', '☑ done ☐ not'],
  ['| a | b |\n|---|---|\n| 1 | 2 |', 'a b 1 2'],
  ['![](https://x.example/a.png) ![a map](b.png)', 'Picture a map'],
  ['so[^1]\n\n[^1]: says *she*', 'so[1] 1. says she'],
  ['\\*not\\* # this', '*not* # this'],
  ['[a]: https://x.example', '[a]: https://x.example'],
  [`<@${ADA}>, <@${ADA.toUpperCase()}> and <@${ADA.replaceAll('a', 'b')}>`, '@Ada, @Ada and @somebody'],
])('%j reads as %j', (markdown, line) => expect(plainLine(markdown, nameOf)).toBe(line));

test('lines of a message stay lines, with the spaces that they begin with', () =>
  expect(plainText('one\n  two\n\n    code\n      more', nameOf)).toBe('one\n  two\ncode\n  more'));

test.each([
  ['a mention', `hi <@${ADA}>`, true],
  ['one in upper case, in a list, in emphasis', `- **<@${ADA.toUpperCase()}>**`, true],
  ['one in the text of a link', `[<@${ADA}>](https://x.example)`, true],
  ['inline code', `\`<@${ADA}>\``, false],
  ['inline code over two lines', `\`\`a\n<@${ADA}>\`\``, false],
  ['a fence', `~~~\n<@${ADA}>\n~~~`, false],
  ['a fence without an end', `\`\`\`\n<@${ADA}>`, false],
  ['indented code', `text\n\n    <@${ADA}>`, false],
  ['a backslash', `\\<@${ADA}>`, false],
  ['a backslash before a backslash', `\\\\<@${ADA}>`, true],
  ['entities', `&lt;@${ADA}&gt;`, false],
  ['the target of a link', `[a](<@${ADA}>)`, false],
  ['no id', `<@${ADA}0> <@${ADA.slice(1)}>`, false],
])('%s', (_, markdown, isMention) => expect(mentionedIn(markdown)).toEqual(isMention ? [ADA] : []));
