import { kafkaFailure } from './failure';

/** As kafkajs makes them. */
const failed = (name: string, message: string, about: Record<string, unknown> = {}) =>
  Object.assign(new Error(message), { name, ...about });
const connection = (code?: string) => failed('KafkaJSConnectionError', `Connection error: ${code}`, { code });
const signingIn = (message: string) => failed('KafkaJSSASLAuthenticationError', message);

const OUTAGE = 'Kafka can not do it now';

it.each([
  [connection('ECONNREFUSED'), OUTAGE],
  [connection('ECONNRESET'), OUTAGE],
  [connection(), OUTAGE],
  [failed('KafkaJSProtocolError', 'Not a leader', { type: 'NOT_LEADER_FOR_PARTITION', code: 6 }), OUTAGE],
  [signingIn('SASL SCRAM SHA256 authentication failed: Closed connection'), OUTAGE],
  [signingIn('SASL PLAIN authentication failed: Connection error: read ECONNRESET'), OUTAGE],
  [signingIn('SASL PLAIN authentication failed: Request SaslAuthenticate(key: 36, version: 1) timed out'), OUTAGE],
  ['nothing that is an error', OUTAGE],
  [
    signingIn('SASL PLAIN authentication failed: Authentication failed: Invalid username or password'),
    'Kafka refuses KAFKA_SASL_USERNAME or KAFKA_SASL_PASSWORD',
  ],
  ...['UNSUPPORTED_SASL_MECHANISM', 'ILLEGAL_SASL_STATE'].map((type): [Error, string] => [
    failed('KafkaJSProtocolError', 'Refused', { type }),
    `Kafka refuses KAFKA_SASL_MECHANISM (${type})`,
  ]),
  ...['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'].map(trusted),
  ...['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'INVALID_PURPOSE', 'HOSTNAME_MISMATCH'].map(trusted),
  [connection('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), agreed('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')],
  [connection('EPROTO'), agreed('EPROTO')],
  [
    failed('KafkaJSProtocolError', 'Not authorized', { type: 'TOPIC_AUTHORIZATION_FAILED', code: 29 }),
    'Kafka does not let KAFKA_SASL_USERNAME do it (TOPIC_AUTHORIZATION_FAILED)',
  ],
])('of %s it says %p, also where that is the cause of other errors', (error, message) => {
  const wrapped = new Error('outer', { cause: new Error('inner', { cause: error }) });
  for (const one of [error, wrapped]) {
    expect(kafkaFailure(one)).toMatchObject({ code: 'UNAVAILABLE', message, cause: one });
  }
});

function trusted(code: string): [Error, string] {
  return [connection(code), `The certificate of Kafka is not trusted (${code})`];
}
function agreed(code: string): string {
  return `Kafka does not agree on TLS (${code})`;
}

it('comes to an end where errors cause each other', () => {
  const [one, other] = [new Error('one'), new Error('other')];
  [one.cause, other.cause] = [other, one];
  expect(kafkaFailure(one).message).toBe(OUTAGE);
});
