import { isErrorCode, type ParleyError } from '@parley/contracts/errors';
import { fastify } from 'fastify';
import { createMetrics } from '../metrics/prom-registry';
import { serveMetrics } from './metrics-route';

const TOKEN = '0123456789abcdef';

async function request(
  settings: Parameters<typeof serveMetrics>[1]['settings'],
  { address = '127.0.0.1', headers = {} }: { address?: string; headers?: Record<string, string> } = {},
) {
  const app = fastify();
  app.setErrorHandler<ParleyError>(({ code }, _, reply) => reply.send(isErrorCode(code) ? code : 'INTERNAL'));
  serveMetrics(app, { metrics: createMetrics(), settings });
  const { body } = await app.inject({ url: '/metrics', remoteAddress: address, headers });
  await app.close();
  return body.startsWith('# HELP') ? 'shown' : body;
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

it.each([
  ['127.0.0.1', 'shown'],
  ['127.8.9.10', 'shown'],
  ['::1', 'shown'],
  ['::ffff:127.0.0.1', 'shown'],
  ['10.0.0.7', 'FORBIDDEN'],
  ['::ffff:10.0.0.7', 'FORBIDDEN'],
  ['2001:db8::1', 'FORBIDDEN'],
])('without a token, in production, shows %s: %s', async (address, answer) => {
  expect(await request({ PARLEY_ENV: 'production' }, { address })).toBe(answer);
  expect(await request({}, { address })).toBe(answer);
});

it.each(['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])('takes nothing for local that has %s', async (name) => {
  expect(await request({ PARLEY_ENV: 'production' }, { headers: { [name]: '127.0.0.1' } })).toBe('FORBIDDEN');
});

it('in development is open, unless there is a token', async () => {
  expect(await request({ PARLEY_ENV: 'development' }, { address: '10.0.0.7' })).toBe('shown');
  expect(await request({ PARLEY_ENV: 'development', METRICS_TOKEN: TOKEN })).toBe('UNAUTHENTICATED');
});

it('with a token is for whoever has it, from anywhere', async () => {
  const settings = { PARLEY_ENV: 'production', METRICS_TOKEN: TOKEN } as const;
  expect(await request(settings, { address: '10.0.0.7', ...bearer(TOKEN) })).toBe('shown');
  for (const other of [{}, bearer(`${TOKEN}0`), bearer(''), { headers: { authorization: `Basic ${TOKEN}` } }])
    expect(await request(settings, other)).toBe('UNAUTHENTICATED');
});
