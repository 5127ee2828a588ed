import { ParleyError, type ErrorCode, type Message } from '@parley/client';
import { pino } from 'pino';
import { createResponder } from './respond.js';
import type { Saying } from './say.js';

const logger = pino({ level: 'silent' });
const error = (code: ErrorCode) => new ParleyError(code, { code });

function responder(fail?: Error) {
  const said: Saying[] = [];
  const respond = createResponder({
    name: 'test',
    logger,
    commands: {
      echo: { usage: '!echo WORDS', about: 'says them', run: ({ rest }) => rest },
      break: { usage: '!break', about: 'breaks', run: () => Promise.reject(new Error('broken')) },
    },
    say: async (saying) => {
      if (fail) throw fail;
      said.push(saying);
      return { duplicate: false };
    },
  });
  return { respond, said };
}

const message = (text: string, more: object = {}): Message =>
  ({ id: 'm1', text, author: { id: 'ann', bot: false }, thread: null, deletedAt: null, ...more }) as Message;

it('responds in the conversation and thread of the command, under the same id each time', async () => {
  const { respond, said } = responder();
  await respond('c1', message('!echo Honk', { thread: { id: 'root' } }));
  await respond('c1', message('!echo Honk', { thread: { id: 'root' } }));
  expect(said[0]).toMatchObject({ conversationId: 'c1', text: 'Honk', replyToId: 'm1', threadId: 'root' });
  expect(said[1]).toEqual(said[0]);
});

it('lists its commands', async () => {
  const { respond, said } = responder();
  await respond('c1', message('!help'));
  expect(said[0]!.text).toBe('- `!echo WORDS` says them\n- `!break` breaks');
});

it.each([
  ['what is no command', message('Honk')],
  ['a command of others', message('!toString')],
  ['bots', message('!echo Honk', { author: { id: 'bot', bot: true } })],
  ['what is gone', message('!echo Honk', { deletedAt: '2026-01-01T00:00:00Z' })],
])('says nothing to %s', async (_, given) => {
  const { respond, said } = responder();
  await respond('c1', given);
  expect(said).toEqual([]);
});

it.each(['UNAVAILABLE', 'UNAUTHENTICATED', 'CANCELLED'] as const)('%s is to be tried again', async (code) => {
  await expect(responder(error(code)).respond('c1', message('!echo Honk'))).rejects.toMatchObject({ code });
});

it.each(['IDEMPOTENCY_CONFLICT', 'FORBIDDEN', 'VALIDATION_FAILED'] as const)('after %s it goes on', async (code) => {
  await expect(responder(error(code)).respond('c1', message('!echo Honk'))).resolves.toBeUndefined();
});

it('goes on after a command that is broken', async () => {
  await expect(responder().respond('c1', message('!break'))).resolves.toBeUndefined();
});
