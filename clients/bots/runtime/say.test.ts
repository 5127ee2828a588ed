import { ParleyError, type ErrorCode, type ParleyClient } from '@parley/client';
import { createSay } from './say.js';

const SAYING = { clientMessageId: 'id', conversationId: 'c1', text: 'Honk' };

/** A service that fails with each of these, and then takes what it is asked. */
function failing(...codes: ErrorCode[]) {
  const asked: unknown[] = [];
  const ask = (async (_document: unknown, { input }: { input: unknown }) => {
    asked.push(input);
    const code = codes.shift();
    if (code) throw new ParleyError(code, { code });
    return { sendMessage: { duplicate: asked.length > 1 } };
  }) as unknown as ParleyClient['ask'];
  return { ask, asked };
}

it('says the same again until the service has it', async () => {
  const service = failing('NETWORK', 'UNAVAILABLE');
  const say = createSay(service, new AbortController().signal);
  expect(await say(SAYING)).toEqual({ duplicate: true });
  expect(service.asked).toEqual([SAYING, SAYING, SAYING]);
});

it('says what no time will mend', async () => {
  const service = failing('FORBIDDEN');
  await expect(createSay(service, new AbortController().signal)(SAYING)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(service.asked).toHaveLength(1);
});

it('gives up when it is told to', async () => {
  const service = failing('NETWORK', 'NETWORK', 'NETWORK');
  const giveUp = new AbortController();
  const said = createSay(service, new AbortController().signal)(SAYING, giveUp.signal);
  giveUp.abort();
  await expect(said).rejects.toMatchObject({ code: 'NETWORK' });
  expect(service.asked).toHaveLength(1);
});
