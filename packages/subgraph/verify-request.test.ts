import type { ParleyError } from '@parley/contracts/errors';
import { ANONYMOUS } from '@parley/contracts/principal';
import {
  GATEWAY_HEADER,
  SIGNATURE_TYPE,
  signatureKey,
  signRequest,
  type SignedContext,
} from '@parley/runtime/graphql/signed-request';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { decodeJwt, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { createRequestVerifier, type RequestVerifier } from './verify-request';

const SECRET = 'a secret of more than thirty-two characters';
const KEY = signatureKey(SECRET);
const BODY = '{"query":"{ who }"}';
const CONTEXT: SignedContext = { principal: ANONYMOUS, correlationId: 'c', traceparent: 't', address: '10.1.2.3' };

let metrics: Metrics;
let verifier: RequestVerifier;
let nowMs: number;

beforeEach(() => {
  nowMs = Date.parse('2026-01-01T00:00:00Z');
  metrics = createMetrics();
  verifier = createRequestVerifier({ secret: SECRET, subgraph: 'things', metrics, maxNonces: 3, now: () => nowMs });
});
afterEach(() => verifier.stop());

/** As a gateway signs it, whose clock is ahead by so many seconds. */
const signed = ({ subgraph = 'things', body = BODY, ahead = 0, key = KEY } = {}): Promise<string> =>
  signRequest(key, { subgraph, context: CONTEXT, body }, nowMs + ahead * 1_000);

async function accept(header: unknown, body = BODY): Promise<SignedContext> {
  const request = await verifier.verify(header);
  request.accept(Buffer.from(body));
  return request.context;
}

const refusal = async (header: unknown, body?: string): Promise<string | undefined> =>
  accept(header, body).then(
    () => undefined,
    (error: unknown) => (error as ParleyError).code,
  );

async function sample(name: string): Promise<number | undefined> {
  const line = (await metrics.scrape()).text.split('\n').find((text) => text.startsWith(name));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}
const refused = (reason: string) => sample(`parley_subgraph_refused_total{subgraph="things",reason="${reason}"}`);

it('hands on who asks, and nothing else of the claims', async () => {
  expect(await accept(await signed())).toEqual(CONTEXT);
});

it('accepts a signature once', async () => {
  const header = await signed();
  expect(await refusal(header)).toBeUndefined();
  expect(await refusal(header)).toBe('UNAUTHENTICATED');
  expect(await refused('repeated')).toBe(1);
});

it('accepts one of two that are verified at the same time', async () => {
  const header = await signed();
  const [one, other] = await Promise.all([verifier.verify(header), verifier.verify(header)]);
  one.accept(Buffer.from(BODY));
  expect(() => other.accept(Buffer.from(BODY))).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
});

it('accepts the same request again with another signature', async () => {
  expect(await refusal(await signed())).toBeUndefined();
  expect(await refusal(await signed())).toBeUndefined();
});

it('refuses a repetition for as long as the signature is valid, and an expired one thereafter', async () => {
  const header = await signed({ ahead: 29 });
  await accept(header);
  nowMs += 58_000;
  expect(await refusal(header)).toBe('UNAUTHENTICATED');
  expect(await refused('repeated')).toBe(1);
  nowMs += 1_000;
  expect(await refusal(header)).toBe('UNAUTHENTICATED');
  expect(await refused('expired')).toBe(1);
});

it('refuses another body, and still accepts the signed one', async () => {
  const header = await signed();
  expect(await refusal(header, BODY.replace('who', 'why'))).toBe('UNAUTHENTICATED');
  expect(await refused('body')).toBe(1);
  expect(await refusal(header)).toBeUndefined();
});

it.each([
  ['as good as the same', 0, undefined],
  ['behind by nearly the life of a signature', -29, undefined],
  ['behind by all of it', -30, 'UNAUTHENTICATED'],
  ['ahead by half a minute', 30, undefined],
  ['ahead by more', 31, 'UNAUTHENTICATED'],
])('with a clock of the gateway that is %s', async (_, ahead, code) => {
  expect(await refusal(await signed({ ahead }))).toBe(code);
  expect(await refused('expired')).toBe(code && 1);
});

const claimsOf = async (): Promise<JWTPayload> => decodeJwt(await signed());
const jwt = (claims: JWTPayload, typ = SIGNATURE_TYPE) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ }).sign(KEY);

it.each<[string, () => Promise<unknown>]>([
  [`without ${GATEWAY_HEADER}`, async () => undefined],
  ['with the header twice', async () => [await signed(), await signed()]],
  ['with what is no JWT', async () => 'nonsense'],
  ['signed with another secret', () => signed({ key: signatureKey('x'.repeat(43)) })],
  ['signed for another subgraph', () => signed({ subgraph: 'others' })],
  ['without a signature', async () => new UnsecuredJWT(await claimsOf()).encode()],
  ['with the claims of another', async () => (await signed()).replace(/\.[^.]+\./, '.e30.')],
  ['that is a JWT of another type', async () => jwt(await claimsOf(), 'at+jwt')],
  ['without a nonce', async () => jwt({ ...(await claimsOf()), jti: undefined })],
  ['that never expires', async () => jwt({ ...(await claimsOf()), exp: undefined })],
  ['for no body', async () => jwt({ ...(await claimsOf()), body: undefined })],
  ['of nobody', async () => jwt({ ...(await claimsOf()), principal: undefined })],
])('refuses a request %s', async (_, headerOf) => {
  expect(await refusal(await headerOf())).toBe('UNAUTHENTICATED');
  expect(await refused('invalid')).toBe(1);
});

it('is UNAVAILABLE while there is no room for a nonce, and forgets none to make room', async () => {
  const headers = await Promise.all([signed(), signed(), signed(), signed()]);
  expect(await Promise.all(headers.slice(0, 3).map((header) => refusal(header)))).toEqual(Array(3).fill(undefined));
  expect(await refusal(headers[3])).toBe('UNAVAILABLE');
  expect(await refusal(headers[0])).toBe('UNAUTHENTICATED');
  expect(await sample('parley_subgraph_nonces_entries')).toBe(3);
  expect(await sample('parley_subgraph_max_nonces_entries')).toBe(3);
  expect(await refused('full')).toBe(1);

  nowMs += 30_000;
  expect(await refusal(await signed())).toBeUndefined();
  expect(await sample('parley_subgraph_nonces_entries')).toBe(1);
});
