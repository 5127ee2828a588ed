import type { Message } from '@parley/client';
import { previewOf } from './preview';

const ADA = { id: '0190a1b2-0000-7000-8000-0000000000aa', displayName: 'Ada Lindqvist' };
const said = (text: string, more: Partial<Message> = {}): Message =>
  ({ text, mentions: [ADA], attachments: [], deletedAt: null, ...more }) as unknown as Message;

test.each([
  [said(`Hi <@${ADA.id}>, hi <@${ADA.id.toUpperCase()}>`), 'Hi @Ada Lindqvist, hi @Ada Lindqvist'],
  [said(`Hi <@${ADA.id}>`, { mentions: [] }), 'Hi @somebody'],
  [said(`\`<@${ADA.id}>\` and \\<@${ADA.id}>`), `<@${ADA.id}> and <@${ADA.id}>`],
  [said('`__init__.py`'), '__init__.py'],
  [said('[wiki](https://x.example/Foo_(bar)) ok'), 'wiki ok'],
  [said('one\n\n> two &amp; **three**'), 'one two & three'],
  [said('', { attachments: [{ fileName: 'a.png' }] as never }), 'a.png'],
  [said('', { attachments: [{ fileName: 'a.png' }, { fileName: 'b.png' }] as never }), 'a.png and 1 more'],
  [said('', { deletedAt: '2026-11-22T10:00:00Z' }), 'Message deleted'],
])('%#: a line shows what the message shows', (message, line) => expect(previewOf(message)).toBe(line));
