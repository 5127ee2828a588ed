import type { Logger } from '@parley/runtime/logger';
import { Kafka, logLevel, type ISocketFactory, type LogEntry, type RetryOptions, type SASLOptions } from 'kafkajs';
import { kafkaFailure } from './failure';

/** Encryption and authentication of connections. */
export interface KafkaSecurity {
  /** Connections are encrypted, and brokers have certificates: of an authority in `ca` (PEM), or of one that Node knows. */
  tls?: { ca?: string };
  /** As whom this process signs in. */
  sasl?: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string };
}

export interface ClientOptions extends KafkaSecurity {
  /** `host:port` each: some of the cluster's, that the others are learned from. */
  brokers: readonly string[];
  logger: Logger;
  /** How connections are made; by default, straight to each broker. */
  socketFactory?: ISocketFactory;
}

/** Few retries, so that requests fail soon: the callers retry later themselves. */
export const RETRY: RetryOptions = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 };

const CONNECT_MS = 3_000;
const REQUEST_MS = 10_000;

export const kafkaClient = ({ brokers, tls, sasl, logger, socketFactory }: ClientOptions): Kafka =>
  new Kafka({
    clientId: 'parley',
    brokers: [...brokers],
    ssl: tls && { ca: tls.ca },
    sasl: sasl as SASLOptions | undefined,
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    retry: RETRY,
    socketFactory,
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => tell(logger, entry),
  });

/** Logs errors of kafkajs as warnings: kafkajs or Parley retries, and Parley logs an error if that fails, too. */
function tell(logger: Logger, { level, namespace, log: { message, error } }: LogEntry): void {
  const about = { kafka: namespace, error: error instanceof Error ? error.message : (error as unknown) };
  if (level === logLevel.ERROR) logger.warn(about, message);
  else logger.info(about, message);
}

interface Connectable {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/** A connection that is opened when it is first used. */
export interface Renewed<Connection> {
  /** Errors: UNAVAILABLE for whatever fails over it, as `kafkaFailure` tells it; the next use has another one. */
  use<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Invariant: nothing begins over a connection after something has failed over it. Of an idempotent producer that is what
 * makes it safe: kafkajs gives the sequence numbers of a request that failed to the next one, which the broker, if it has
 * the first, takes for a repeat and drops.
 */
export function renewed<Connection extends Connectable>(make: () => Connection): Renewed<Connection> {
  let current: Promise<Connection> | undefined;

  async function open(): Promise<Connection> {
    const connection = make();
    try {
      await connection.connect();
      return connection;
    } catch (error) {
      await connection.disconnect().catch(() => undefined);
      throw error;
    }
  }
  const close = async (opened: Promise<Connection>): Promise<void> => {
    await opened.then((connection) => connection.disconnect()).catch(() => undefined);
  };

  return {
    async use(work) {
      const mine = (current ??= open());
      try {
        return await work(await mine);
      } catch (error) {
        if (current === mine) {
          current = undefined;
          await close(mine);
        }
        throw kafkaFailure(error);
      }
    },
    async close() {
      const last = current;
      current = undefined;
      if (last) await close(last);
    },
  };
}
