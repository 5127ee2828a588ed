import { ParleyError, type ErrorCode, type ParleyClient } from '@parley/client';
import { createSay } from './say.js';

const SAYING = { clientMessageId: 'id', conversationId: 'c1', text: 'Honk' };

/** A service that fails with each of these, and then takes requests. */
function failing(...codes: ErrorCode[]) {
  const requests: unknown[] = [];
  const request = (async (_document: unknown, { input }: { input: unknown }) => {
    requests.push(input);
    const code = codes.shift();
    if (code) throw new ParleyError(code, { code });
    return { sendMessage: { duplicate: requests.length > 1 } };
  }) as unknown as ParleyClient['request'];
  return { request, requests };
}

it('says the same again until the service has it', async () => {
  const service = failing('NETWORK', 'UNAVAILABLE');
  const say = createSay(service, new AbortController().signal);
  expect(await say(SAYING)).toEqual({ duplicate: true });
  expect(service.requests).toEqual([SAYING, SAYING, SAYING]);
});

it('says what no time will mend', async () => {
  const service = failing('FORBIDDEN');
  await expect(createSay(service, new AbortController().signal)(SAYING)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(service.requests).toHaveLength(1);
});

it('gives up when it is told to', async () => {
  const service = failing('NETWORK', 'NETWORK', 'NETWORK');
  const giveUp = new AbortController();
  const said = createSay(service, new AbortController().signal)(SAYING, giveUp.signal);
  giveUp.abort();
  await expect(said).rejects.toMatchObject({ code: 'NETWORK' });
  expect(service.requests).toHaveLength(1);
});
