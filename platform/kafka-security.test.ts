import { rootCertificates } from 'node:tls';
import { kafkaSecurity } from './kafka-security';
import { parseSettings } from './settings';

const CA = `${rootCertificates[0]}\n${rootCertificates[1]}\n`;
const of = (environment: Record<string, string>) => kafkaSecurity(parseSettings(environment));
const USER = { KAFKA_SASL_USERNAME: 'parley', KAFKA_SASL_PASSWORD: 'never-shown' };

it('connects as the settings say', () => {
  expect(of({})).toEqual({});
  expect(of({ KAFKA_TLS: 'false' })).toEqual({});
  expect(of({ KAFKA_TLS: 'true' })).toEqual({ tls: {} });
  expect(of({ KAFKA_TLS: 'true', KAFKA_TLS_CA: CA })).toEqual({ tls: { ca: CA } });
  const sasl = (mechanism: string) => ({ mechanism, username: 'parley', password: 'never-shown' });
  expect(of({ ...USER, KAFKA_SASL_MECHANISM: 'scram-sha-512' })).toEqual({ sasl: sasl('scram-sha-512') });
  expect(of({ ...USER, KAFKA_TLS: 'true', KAFKA_SASL_MECHANISM: 'plain' })).toEqual({ tls: {}, sasl: sasl('plain') });
});

const TOGETHER = 'KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD need each other';

it.each([
  [{ KAFKA_TLS_CA: CA }, 'KAFKA_TLS_CA needs KAFKA_TLS=true'],
  [{ KAFKA_TLS: 'yes' }, /^Wrong setting: KAFKA_TLS=yes: [^\n]*"true"/],
  [{ KAFKA_TLS: 'true', KAFKA_TLS_CA: 'ca.pem' }, 'Wrong setting: KAFKA_TLS_CA=ca.pem: must be certificates in PEM'],
  [
    { KAFKA_TLS: 'true', KAFKA_TLS_CA: CA.replace('MII', 'MIX') },
    /^Wrong setting: KAFKA_TLS_CA="-----BEGIN CERTIFICATE-----[^\n]*: must be certificates in PEM$/,
  ],
  [{ KAFKA_SASL_MECHANISM: 'scram-sha-256' }, TOGETHER],
  [USER, TOGETHER],
  [{ KAFKA_SASL_MECHANISM: 'scram-sha-256', KAFKA_SASL_PASSWORD: 'never-shown' }, TOGETHER],
  [
    { ...USER, KAFKA_SASL_MECHANISM: 'plain' },
    'KAFKA_SASL_MECHANISM=plain sends the password as it is, and needs KAFKA_TLS=true',
  ],
  [{ ...USER, KAFKA_SASL_MECHANISM: 'gssapi' }, /^Wrong setting: KAFKA_SASL_MECHANISM=gssapi: [^\n]*"scram-sha-256"/],
])('%#: what does not go together is said in one line, which has no secret in it', (environment, message) => {
  const refused = () => of(environment);
  expect(refused).toThrow(message);
  expect(refused).not.toThrow('never-shown');
  expect(refused).not.toThrow('\n');
});
