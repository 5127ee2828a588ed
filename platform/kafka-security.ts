import type { KafkaSecurity } from '@parley/ports/stream/kafka/client';
import type { Settings } from '@parley/runtime/settings';

type SecuritySettings = Pick<
  Settings,
  'KAFKA_TLS' | 'KAFKA_TLS_CA' | 'KAFKA_SASL_MECHANISM' | 'KAFKA_SASL_USERNAME' | 'KAFKA_SASL_PASSWORD'
>;

/** TLS and SASL options for Kafka. Errors: one line, if settings contradict each other. */
export function kafkaSecurity(settings: SecuritySettings): KafkaSecurity {
  const { KAFKA_TLS: encrypted, KAFKA_TLS_CA: ca } = settings;
  if (ca && !encrypted) throw new Error('KAFKA_TLS_CA needs KAFKA_TLS=true');
  const sasl = saslOf(settings);
  if (sasl?.mechanism === 'plain' && !encrypted)
    throw new Error('KAFKA_SASL_MECHANISM=plain sends the password as it is, and needs KAFKA_TLS=true');
  return { ...(encrypted && { tls: { ca } }), ...(sasl && { sasl }) };
}

function saslOf({
  KAFKA_SASL_MECHANISM: mechanism,
  KAFKA_SASL_USERNAME: username,
  KAFKA_SASL_PASSWORD: password,
}: SecuritySettings): KafkaSecurity['sasl'] {
  if (!mechanism && !username && !password) return undefined;
  if (!mechanism || !username || !password)
    throw new Error('KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD need each other');
  return { mechanism, username, password };
}
