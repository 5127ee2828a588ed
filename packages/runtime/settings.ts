import { z } from 'zod';
import { secret, setting, type Declarations, type SettingsOf } from './declared-settings';
import {
  addressBlocks,
  addresses,
  brokers,
  certificates,
  elasticsearch,
  flag,
  list,
  listOf,
  openIdProviders,
  origins,
  postgres,
  redis,
  whole,
} from './setting-kinds';

/** The settings of all but the subgraphs, which declare their own (`SubgraphModule`). */
export const DECLARATIONS = {
  PARLEY_ENV: setting(
    '`development` opens sign-up, introspection and GraphiQL',
    z.enum(['development', 'production']).default('production'),
  ),
  PORT: setting('TCP port of the gateway', whole(4000, 0, 65_535)),
  HOST: setting(
    'Address that servers listen on; without it, in development only this machine reaches them, otherwise all do',
    z.string().optional(),
  ),
  PUBLIC_URL: setting(
    'Address under which clients reach the gateway; without it, the one that each request came to, and http://localhost:PORT in live events',
    z.url().optional(),
  ),
  TLS_CERT: setting(
    'Certificate that the gateway serves TLS with, and those up to its authority, in PEM. Best as a file, TLS_CERT_FILE: one that is renewed is taken up without a restart. Without it, a proxy in front ends TLS',
    certificates,
  ),
  TLS_KEY: secret('Private key of TLS_CERT, in PEM; best as TLS_KEY_FILE', z.string().optional()),
  ALLOWED_ORIGINS: setting(
    'Origins of other pages that browsers may use the gateway from, between commas; in development also any of localhost',
    origins,
  ),
  TRUSTED_PROXIES: setting(
    'Proxies in front of the gateway, whose X-Forwarded-For says where a client is: addresses or blocks, as 10.0.0.0/8, between commas',
    addressBlocks,
  ),
  PARLEY_DATA: setting(
    'Folder of the embedded database, uploaded files and development keys',
    z.string().default('./.parley'),
  ),
  DATABASE_URL: secret('PostgreSQL to use instead of the embedded one', postgres),
  DATABASE_REPLICA_URL: secret(
    'A standby of DATABASE_URL, streaming from it, that pages of messages and of the log are read from while it is not behind',
    postgres,
  ),
  DATABASE_POOL: setting(
    'Connections to PostgreSQL that this process may hold, and as many to the replica; --workers share them out, 4 to each at least',
    whole(20, 4, 500),
  ),
  DATABASE_STATEMENT_SECONDS: setting(
    'Seconds after which PostgreSQL ends a statement of a server: what it was for is UNAVAILABLE, and may be tried again',
    whole(30, 1, 3_600),
  ),
  DATABASE_LOCK_SECONDS: setting('The same for waiting for a lock that somebody holds', whole(10, 1, 3_600)),
  DATABASE_IDLE_SECONDS: setting(
    'The same for a transaction in which nothing happens, as where the process that began it does not answer any more',
    whole(60, 1, 3_600),
  ),
  REDIS_URL: secret(
    'Redis 7 or newer for the live bus and short-lived state, redis:// or rediss://; of a cluster one node, or several between commas. Without it, this process and its workers have them to themselves',
    redis,
  ),
  ELASTICSEARCH_URL: secret(
    'Elasticsearch 9 for the search index, http:// or https://, with user:password@ where it has users; several nodes of one cluster between commas. Without it, the index is in the database',
    elasticsearch,
  ),
  ELASTICSEARCH_API_KEY: secret('Encoded API key for Elasticsearch, instead of a user', z.string().optional()),
  ELASTICSEARCH_PREFIX: setting(
    'In front of the names of its indices: another one for each deployment on the same cluster',
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,80}$/, 'must be lower-case letters, digits, _ and -')
      .default('parley'),
  ),
  BUS_SHARDS: setting(
    'Channels of Redis that a busy conversation is spread over: as many as its cluster has servers. The same for all processes',
    whole(1, 1, 64),
  ),
  BUS_BUSY_PER_SECOND: setting(
    'Events of one conversation that one process publishes in a second; with more of them it is busy',
    whole(50, 1, 1_000_000),
  ),
  SCHEMA_REGISTRY_URL: setting(
    "Schema registry that `parley events register` makes events known to, as the root of Confluent's API",
    z.url().optional(),
  ),
  KAFKA_BROKERS: setting(
    'Kafka for the event stream: host:port of some of its brokers, between commas. Without it, the event stream is in the database',
    brokers,
  ),
  KAFKA_TLS: setting(
    '`true`: connections to Kafka are encrypted, and brokers are whom their certificates say, as an authority of KAFKA_TLS_CA says',
    flag,
  ),
  KAFKA_TLS_CA: setting(
    'Certificates of the authorities that may say who a broker is, in PEM; without it, those that Node has. Best as a file: KAFKA_TLS_CA_FILE',
    certificates,
  ),
  KAFKA_SASL_MECHANISM: setting(
    'How this process signs in to Kafka: `plain`, `scram-sha-256` or `scram-sha-512`; without it, it does not',
    z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  ),
  KAFKA_SASL_USERNAME: setting('As whom it signs in to Kafka', z.string().optional()),
  KAFKA_SASL_PASSWORD: secret('Password that belongs to KAFKA_SASL_USERNAME', z.string().optional()),
  KAFKA_PREFIX: setting(
    'What names of topics and consumer groups begin with',
    z
      .string()
      .default('parley')
      .refine((text) => /^[\w-]{1,100}$/.test(text), 'must be of letters, digits, - and _'),
  ),
  KAFKA_PARTITIONS: setting(
    'Partitions of the topic of entries: so many processes can share the work of a consumer group. Not changed once the topic is there',
    whole(12, 1, 1_000),
  ),
  KAFKA_REPLICAS: setting(
    'Copies of each record on Kafka, all but one of which have it before it counts as published; not set, as its brokers have it by default',
    z.string().pipe(z.coerce.number<string>().int().min(1).max(100)).optional(),
  ),
  KAFKA_KEEP_DAYS: setting(
    'Days that entries are kept on Kafka: a consumer group that is away for longer loses some',
    whole(7, 1, 36_500),
  ),
  S3_BUCKET: setting(
    'Bucket for uploaded files, on S3 or what speaks its API; without it they are in PARLEY_DATA',
    z.string().optional(),
  ),
  S3_ENDPOINT: setting(
    "Where the bucket is, for clients too; without it, Amazon's S3 of S3_REGION",
    z.url().optional(),
  ),
  S3_REGION: setting('Region of the bucket', z.string().default('us-east-1')),
  S3_ACCESS_KEY: secret(
    'Access key of the bucket; without it, what the AWS SDK finds, as the role of the machine',
    z.string().optional(),
  ),
  S3_SECRET_KEY: secret('Secret that belongs to S3_ACCESS_KEY', z.string().optional()),
  URL_KEYS: secret(
    'Secrets that URLs of files are signed with, 32 characters or more each: the first one signs, all are good. With them, files on S3 are downloaded through gateways; files in PARLEY_DATA have a key there',
    listOf((one) => one.length >= 32, 'must have 32 characters or more each'),
  ),
  CDN_URL: setting(
    'Address of a CDN that has /objects of the gateway for its origin; it needs URL_KEYS or files in PARLEY_DATA',
    z.url().optional(),
  ),
  CDN_PURGE_URL: setting(
    'Is sent the paths of files that are gone, as JSON with POST: {"paths":["/objects/…"]}',
    z.url().optional(),
  ),
  CLAMD_URL: setting(
    "ClamAV's clamd, tcp://host:port, which looks at every upload before anybody may see it; without it nothing looks for malware",
    z
      .string()
      .regex(/^tcp:\/\/[^/\s]+:\d+$/, 'must be as tcp://10.0.0.5:3310')
      .optional(),
  ),
  REFUSED_TYPES: setting(
    'Media types that are not taken, between commas, as application/x-msdownload or video/*',
    list,
  ),
  REFUSED_NAMES: setting('Patterns of file names that are not taken, between commas, as *.exe', list),
  REFUSED_SHA256: setting(
    'SHA-256 of files that are not taken, in hexadecimal, between commas or on lines of their own, as in a file',
    listOf((one) => /^[0-9a-f]{64}$/i.test(one), 'must be 64 hexadecimal digits each'),
  ),
  SMTP_URL: secret(
    'Server that takes mails for people, smtp:// or smtps://; set PUBLIC_URL for the links in them. Without it none are sent, and in development they are in the log',
    z
      .string()
      .regex(/^smtps?:\/\//, 'must start with smtp:// or smtps://')
      .optional(),
  ),
  MAIL_FROM: setting('Sender of mails', z.string().default('Parley <parley@localhost>')),
  ACCESS_TOKEN_SECONDS: setting('Life of an access token, in seconds', whole(900, 5, 86_400)),
  REFRESH_TOKEN_DAYS: setting('Life of an unused refresh token, in days', whole(30, 1, 365)),
  OPENID_PROVIDERS: secret(
    'JSON array of OpenID providers that people may sign in with: {"tenant", "name", "issuer", "clientId", "clientSecret", "createsAccounts"} each',
    openIdProviders,
  ),
  SESSION_COOKIES: setting(
    '`true`: pages may keep a session in cookies that no script can read, through /session; needs TLS',
    flag,
  ),
  SIGNING_KEYS: secret(
    'JSON array of private Ed25519 JWKs, the first one signs; made in PARLEY_DATA in development',
    z.string().optional(),
  ),
  ENCRYPTION_KEYS: secret(
    'JSON array of symmetric JWKs of 256 bits that secrets of second factors are encrypted with: the first one encrypts, all decrypt; without it, keys are derived of the private ones of SIGNING_KEYS',
    z.string().optional(),
  ),
  SUPERGRAPH: setting(
    'File of the supergraph to serve, followed while it changes; without it, the one that this version was built with',
    z.string().optional(),
  ),
  SUBGRAPH_URLS: setting(
    "Where subgraphs in other processes are, as name=url between commas; of the others, the supergraph's routing URL holds",
    addresses,
  ),
  SUBGRAPH_SECRET: secret(
    'What gateways and subgraphs in several processes share, 32 characters or more; made in PARLEY_DATA in development',
    z.string().min(32, 'must have 32 characters or more').optional(),
  ),
  METRICS_TOKEN: secret(
    'Bearer token that /metrics needs, 16 characters or more; without one, in production, only this machine may read them',
    z
      .string()
      .regex(/^\S{16,}$/, 'must have 16 characters or more, and no spaces')
      .optional(),
  ),
  PROBES_PORT: setting(
    'TCP port of /healthz, /readyz and /metrics in a process that hosts neither the gateway nor a subgraph; without it that one listens nowhere',
    z.string().pipe(z.coerce.number<string>().int().min(1).max(65_535)).optional(),
  ),
  LOG_KEEP_DAYS: setting(
    'Days that entries of the log can be replayed for; older ones are deleted, messages never. Not set: all are kept',
    z.string().pipe(z.coerce.number<string>().int().min(1).max(36_500)).optional(),
  ),
  LOG_KEEP_ENTRIES: setting(
    'The newest entries of each log, which LOG_KEEP_DAYS does not delete however old they are',
    whole(1_000, 0, 1_000_000_000),
  ),
  IDEMPOTENCY_KEYS_PER_USER: setting(
    'Idempotency keys that one person may use within 24 hours; mutations with more are refused',
    whole(10_000, 1, 1_000_000),
  ),
  IDEMPOTENCY_BYTES_PER_USER: setting(
    'Bytes of answers to idempotency keys that are kept of one person; the keys of what is over are still used up',
    whole(33_554_432, 0, 10_737_418_240),
  ),
  SOCKETS_PER_USER: setting(
    'Sockets, and subscriptions over HTTP, that one person may have open at once, in each process',
    whole(200, 1, 1_000_000),
  ),
  SOCKETS_PER_TENANT: setting(
    'Sockets, and subscriptions over HTTP, that all people of one tenant may have open at once, in each process',
    whole(1_000_000, 1, 100_000_000),
  ),
  SOCKET_OPERATIONS: setting('Operations that may be open at once on a socket', whole(500, 1, 100_000)),
  SOCKET_OPERATIONS_PER_SECOND: setting(
    'Operations that may begin on a socket in a second; five times as many at once',
    whole(100, 1, 100_000),
  ),
  SOCKET_FRAME_BYTES: setting(
    'Longest message that a socket takes from its client, in bytes',
    whole(1_048_576, 1_024, 104_857_600),
  ),
  SOCKET_INIT_SECONDS: setting(
    'How soon a socket must say who it is, in seconds; it is closed with 4408 otherwise',
    whole(5, 1, 300),
  ),
  LIVE_BYTES_PER_SECOND: setting(
    'Bytes of live events that one connection is sent in a second; more of them come later',
    whole(8_388_608, 1_024, 1_073_741_824),
  ),
  LIVE_EXECUTION_SECONDS: setting(
    'How long the gateway waits for subgraphs when it executes a live event, in seconds; later responses count as failed',
    whole(10, 1, 300),
  ),
  LIVE_FRAME_BYTES: setting(
    'Bytes of encoded live events that this process keeps for subscribers who are a little behind',
    whole(67_108_864, 1_048_576, 17_179_869_184),
  ),
  READ_CACHE_BYTES: setting(
    'Bytes of messages, and as many of profiles, that this process keeps so that it need not read them again; 0 keeps none',
    whole(67_108_864, 0, 17_179_869_184),
  ),
  LIVE_FRAME_SECONDS: setting('How long they are kept at most, in seconds', whole(10, 1, 3_600)),
  LIVE_STUCK_SECONDS: setting(
    'A connection that takes nothing of what it was sent for as long is closed, a socket with 1013, in seconds',
    whole(30, 1, 3_600),
  ),
  LIVE_VIEWS_PER_USER: setting(
    'Different subscriptions to the same conversation that one user may have at once',
    whole(50, 1, 100_000),
  ),
  MAX_OPERATION_COST: setting('Most that an operation may cost; of an event, a tenth', whole(400_000, 1_000, 1e9)),
  MAX_RESPONSE_BYTES: setting('Largest result of an operation or event, in bytes', whole(8_388_608, 65_536, 1e9)),
  OPERATION_SECONDS: setting('Most time that an operation may take, in seconds', whole(60, 1, 3_600)),
  PLANNING_SECONDS: setting('Most time that planning an operation may take, in seconds', whole(5, 1, 60)),
  OPERATION_CACHE_BYTES: setting(
    'Bytes of documents and plans that this process keeps, as estimated',
    whole(67_108_864, 1_048_576, 17_179_869_184),
  ),
  LOG_LEVEL: setting(
    'Least severe log line that is written',
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  ),
} as const satisfies Declarations;

export type Settings = SettingsOf<typeof DECLARATIONS>;
