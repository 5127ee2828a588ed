import { unavailable, type ParleyError } from '@parley/contracts/errors';

/** OpenSSL's error codes for certificates: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE = /^(?!ERR_SSL_).*(CERT|ISSUER|LEAF_SIGNATURE|CRL|INVALID_CA|PURPOSE|PATH_LENGTH|HOSTNAME)/;
/** Of the TLS protocol itself. */
const PROTOCOL = /^(ERR_SSL_|EPROTO$)/;
/** kafkajs takes whatever ends signing in for a refusal, also the end of the connection. */
const OUTAGE = /Closed connection|Connection (error|timeout|closed)|Not connected|timed out/;
/** Errors of brokers: https://kafka.apache.org/protocol#protocol_error_codes. The state is illegal where nobody signs in. */
const SIGNING_IN = /^(UNSUPPORTED_SASL_MECHANISM|ILLEGAL_SASL_STATE)$/;
const MAX_CAUSES = 10;

/**
 * UNAVAILABLE, for whatever failed on Kafka. Its message tells what somebody has to mend, as a password or a certificate
 * that is refused, apart from what may pass by itself; it has neither names nor addresses in it.
 */
export const kafkaFailure = (error: unknown): ParleyError =>
  unavailable(refusalIn(error) ?? 'Kafka can not do it now', error);

/** kafkajs wraps errors in others. */
function refusalIn(error: unknown): string | undefined {
  let one = error;
  for (let depth = 0; one instanceof Error && depth < MAX_CAUSES; depth++) {
    const refusal = refusalOf(one);
    if (refusal) return refusal;
    one = one.cause;
  }
  return undefined;
}

function refusalOf({ name, message, code, type }: Error & { code?: unknown; type?: unknown }): string | undefined {
  if (name === 'KafkaJSSASLAuthenticationError' && !OUTAGE.test(message))
    return 'Kafka refuses KAFKA_SASL_USERNAME or KAFKA_SASL_PASSWORD';
  if (typeof code === 'string' && CERTIFICATE.test(code)) return `The certificate of Kafka is not trusted (${code})`;
  if (typeof code === 'string' && PROTOCOL.test(code)) return `Kafka does not agree on TLS (${code})`;
  if (typeof type === 'string' && SIGNING_IN.test(type)) return `Kafka refuses KAFKA_SASL_MECHANISM (${type})`;
  if (typeof type === 'string' && type.endsWith('_AUTHORIZATION_FAILED'))
    return `Kafka does not let KAFKA_SASL_USERNAME do it (${type})`;
  return undefined;
}
