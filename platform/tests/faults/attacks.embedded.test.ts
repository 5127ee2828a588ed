import { createConversation, sendMessage } from '@parley/testing/acting';
import { ATTACKS } from '@parley/testing/attacks/attacks';
import type { Attacker } from '@parley/testing/attacks/attacker';
import type { TestClient } from '@parley/testing/client';
import { until } from '@parley/testing/until';
import { listen, type Listener } from '../../testing/listener';
import { runningPlatform, type RunningPlatform } from '../../testing/running-platform';

/** Attacks end in an error with a code, and somebody else sends and receives while they last. */

type Name = keyof typeof ATTACKS;

/** The code that ends an attack: one of these. */
const EXPECTED: Record<Name, readonly string[]> = {
  'lists in lists': ['QUERY_TOO_COMPLEX'],
  'a storm of aliases': ['VALIDATION_FAILED'],
  'a storm of aliases, anonymously': ['UNAUTHENTICATED'],
  'a chain of fragments': ['QUERY_TOO_COMPLEX'],
  'large documents that are registered': ['RATE_LIMITED'],
  'sign-ins by alias': ['QUERY_TOO_COMPLEX'],
  'one password on many accounts': ['RATE_LIMITED'],
  'frames before connection_init': ['1008'],
  'subscribes before connection_init': ['4401'],
  'a flood of pings': ['1008'],
  'a flood of subscribes': ['QUOTA_EXCEEDED', 'RATE_LIMITED'],
  'presence of a thousand subsets': ['QUOTA_EXCEEDED', 'RATE_LIMITED'],
  'eight large pictures': ['RATE_LIMITED'],
  'sending and deleting': ['RATE_LIMITED'],
};
/** Errors of rounds that the server served. */
const SERVED: Partial<Record<Name, string>> = { 'one password on many accounts': 'UNAUTHENTICATED' };
const ROUNDS = 150;
const AT_ONCE = 4;
let address = 1;

let platform: RunningPlatform;
let ann: TestClient;
let bob: TestClient;
let room: string;
let listener: Listener;
beforeAll(async () => {
  platform = await runningPlatform({
    TRUSTED_PROXIES: '127.0.0.1',
    LIMIT_MESSAGES: '1/s,60',
    LIMIT_UPLOADS: '1/min,12',
    LIMIT_SIGN_INS: '1/s,60',
    LIMIT_SESSION: '10/s,6000',
  });
  [ann, bob] = await platform.people('Ann', 'Bob');
  room = await createConversation(ann, { members: [bob] });
  listener = listen(platform.url, bob.token, { id: room, after: 0 });
});
afterAll(async () => {
  listener.drop();
  await platform.close();
});

/** Codes of all rounds until one ends as expected. */
async function attack(name: Name): Promise<(string | undefined)[]> {
  const eve = await platform.person('Eve');
  const own = await createConversation(eve);
  const attacker: Attacker = { url: platform.url, token: eve.token, room: own, address: `198.51.100.${address++}` };
  const codes: (string | undefined)[] = [];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (codes.length < ROUNDS && !EXPECTED[name].includes(codes.at(-1)!))
        codes.push(await ATTACKS[name](attacker));
    }),
  );
  return codes;
}

it.each(Object.keys(EXPECTED) as Name[])(
  '%s: ends in an error, while others send and receive (20, 22, 27, 42, 43)',
  async (name) => {
    const attacking = attack(name);
    const { seq } = await sendMessage(ann, room, name);
    await until(() => listener.seqs.includes(seq));
    const codes = await attacking;
    const refused = codes.filter((code) => code !== SERVED[name] && code !== undefined);
    expect(refused.length).toBeGreaterThan(0);
    for (const code of refused) expect(EXPECTED[name]).toContain(code);
    expect((await sendMessage(ann, room, 'afterwards')).seq).toBeGreaterThan(seq);
  },
  120_000,
);
