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
  rate,
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
    'Address that servers listen on. Default: in development this machine only, otherwise all addresses',
    z.string().optional(),
  ),
  PUBLIC_URL: setting(
    'Address under which clients reach the gateway. Default: that of each request; in live events, http://localhost:PORT',
    z.url().optional(),
  ),
  TLS_CERT: setting(
    'Certificate that the gateway serves TLS with, and those up to its authority, in PEM. Best as a file, TLS_CERT_FILE: one that is renewed is taken up without a restart. Without it, a proxy in front ends TLS',
    certificates,
  ),
  TLS_KEY: secret('Private key of TLS_CERT, in PEM; best as TLS_KEY_FILE', z.string().optional()),
  ALLOWED_ORIGINS: setting(
    'Origins of other pages that may use the gateway in a browser, separated by commas; in development, also all of localhost',
    origins,
  ),
  TRUSTED_PROXIES: setting(
    'Proxies in front of the gateway whose X-Forwarded-For it trusts: addresses or blocks such as 10.0.0.0/8, separated by commas',
    addressBlocks,
  ),
  PARLEY_DATA: setting(
    'Folder of the embedded database, uploaded files and development keys',
    z.string().default('./.parley'),
  ),
  DATABASE_URL: secret('PostgreSQL to use instead of the embedded one', postgres),
  DATABASE_REPLICA_URL: secret(
    'A streaming standby of DATABASE_URL, which serves pages of messages and of the log while it is up to date',
    postgres,
  ),
  DATABASE_POOL: setting(
    'Connections to PostgreSQL that this process may open, and as many to the replica; --workers divide them, at least 4 each',
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
    'Redis 7 or newer for the live bus and short-lived state: redis:// or rediss://, one node of a cluster, or several separated by commas. Default: this process and its workers keep them in memory',
    redis,
  ),
  ELASTICSEARCH_URL: secret(
    'Elasticsearch 9 for the search index: http:// or https://, with user:password@ if it has users; several nodes of one cluster separated by commas. Default: the index is in the database',
    elasticsearch,
  ),
  ELASTICSEARCH_API_KEY: secret('Encoded API key for Elasticsearch, instead of a user', z.string().optional()),
  ELASTICSEARCH_PREFIX: setting(
    'Prefix of index names; deployments that share a cluster need different ones',
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,80}$/, 'must be lower-case letters, digits, _ and -')
      .default('parley'),
  ),
  BUS_SHARDS: setting(
    'Redis channels that a busy conversation is spread over: the number of servers in the cluster. All processes need the same value',
    whole(1, 1, 64),
  ),
  BUS_BUSY_PER_SECOND: setting(
    'Events per second of one conversation, published by one process, above which the conversation counts as busy',
    whole(50, 1, 1_000_000),
  ),
  SCHEMA_REGISTRY_URL: setting(
    "Schema registry where `parley events register` registers events: the root of Confluent's API",
    z.url().optional(),
  ),
  KAFKA_BROKERS: setting(
    'Kafka for the event stream: host:port of some brokers, separated by commas. Default: the event stream is in the database',
    brokers,
  ),
  KAFKA_TLS: setting(
    '`true` encrypts connections to Kafka, and verifies the certificates of brokers with KAFKA_TLS_CA',
    flag,
  ),
  KAFKA_TLS_CA: setting(
    'Certificates of the authorities that are trusted for brokers, in PEM; best as a file: KAFKA_TLS_CA_FILE. Default: those of Node',
    certificates,
  ),
  KAFKA_SASL_MECHANISM: setting(
    'How this process authenticates with Kafka: `plain`, `scram-sha-256` or `scram-sha-512`. Default: it does not',
    z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  ),
  KAFKA_SASL_USERNAME: setting('User name for Kafka', z.string().optional()),
  KAFKA_SASL_PASSWORD: secret('Password of KAFKA_SASL_USERNAME', z.string().optional()),
  KAFKA_PREFIX: setting(
    'Prefix of the names of topics and consumer groups',
    z
      .string()
      .default('parley')
      .refine((text) => /^[\w-]{1,100}$/.test(text), 'must be of letters, digits, - and _'),
  ),
  KAFKA_PARTITIONS: setting(
    'Partitions of the topic of entries: at most so many processes share the work of a consumer group. Do not change it once the topic exists',
    whole(12, 1, 1_000),
  ),
  KAFKA_REPLICAS: setting(
    'Copies of each record on Kafka; a record counts as published when all but one of them exist. Default: that of the brokers',
    z.string().pipe(z.coerce.number<string>().int().min(1).max(100)).optional(),
  ),
  KAFKA_KEEP_DAYS: setting(
    'Days that Kafka keeps entries: a consumer group that is down for longer loses some',
    whole(7, 1, 36_500),
  ),
  S3_BUCKET: setting(
    'Bucket for uploaded files, on S3 or a server with its API. Default: files are in PARLEY_DATA',
    z.string().optional(),
  ),
  S3_ENDPOINT: setting(
    "Address of the bucket's server, for clients too. Default: Amazon S3 in S3_REGION",
    z.url().optional(),
  ),
  S3_REGION: setting('Region of the bucket', z.string().default('us-east-1')),
  S3_ACCESS_KEY: secret(
    'Access key of the bucket. Default: what the AWS SDK finds, such as the role of the machine',
    z.string().optional(),
  ),
  S3_SECRET_KEY: secret('Secret of S3_ACCESS_KEY', z.string().optional()),
  URL_KEYS: secret(
    'Secrets that sign URLs of files, at least 32 characters each: the first one signs, all are valid. With them, gateways serve the files of S3; for files in PARLEY_DATA, a key is made there',
    listOf((one) => one.length >= 32, 'must have 32 characters or more each'),
  ),
  CDN_URL: setting(
    'Address of a CDN whose origin is /objects of the gateway; it needs URL_KEYS or files in PARLEY_DATA',
    z.url().optional(),
  ),
  CDN_PURGE_URL: setting(
    'URL that receives the paths of deleted files, as JSON in a POST request: {"paths":["/objects/…"]}',
    z.url().optional(),
  ),
  CLAMD_URL: setting(
    "ClamAV's clamd, tcp://host:port, which scans every upload before anybody gets it. Default: no scan for malware",
    z
      .string()
      .regex(/^tcp:\/\/[^/\s]+:\d+$/, 'must be as tcp://10.0.0.5:3310')
      .optional(),
  ),
  REFUSED_TYPES: setting(
    'Media types that are rejected, separated by commas, such as application/x-msdownload or video/*',
    list,
  ),
  REFUSED_NAMES: setting('Patterns of file names that are rejected, separated by commas, such as *.exe', list),
  REFUSED_SHA256: setting(
    'SHA-256 hashes of files that are rejected, in hexadecimal, separated by commas or line breaks',
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
    'JSON array of private Ed25519 JWKs, of which the first one signs. Default in development: made in PARLEY_DATA',
    z.string().optional(),
  ),
  ENCRYPTION_KEYS: secret(
    'JSON array of symmetric JWKs of 256 bits that secrets of second factors are encrypted with: the first one encrypts, all decrypt; without it, keys are derived of the private ones of SIGNING_KEYS',
    z.string().optional(),
  ),
  SUPERGRAPH: setting(
    'File of the supergraph to serve; the gateway follows its changes. Default: the supergraph of this version',
    z.string().optional(),
  ),
  SUBGRAPH_URLS: setting(
    "Addresses of subgraphs in other processes, as name=url, separated by commas. Default: the supergraph's routing URLs",
    addresses,
  ),
  SUBGRAPH_SECRET: secret(
    'Secret that gateways and subgraphs in several processes share, at least 32 characters. Default in development: made in PARLEY_DATA',
    z.string().min(32, 'must have 32 characters or more').optional(),
  ),
  METRICS_TOKEN: secret(
    'Bearer token for /metrics, at least 16 characters. Default in production: only this machine may read them',
    z
      .string()
      .regex(/^\S{16,}$/, 'must have 16 characters or more, and no spaces')
      .optional(),
  ),
  PROBES_PORT: setting(
    'TCP port of /healthz, /readyz and /metrics in a process that hosts neither the gateway nor a subgraph. Default: none',
    z.string().pipe(z.coerce.number<string>().int().min(1).max(65_535)).optional(),
  ),
  LOG_KEEP_DAYS: setting(
    'Days for which entries of the log can be replayed; older ones are deleted, messages never. Default: all are kept',
    z.string().pipe(z.coerce.number<string>().int().min(1).max(36_500)).optional(),
  ),
  LOG_KEEP_ENTRIES: setting(
    'Newest entries of each log, which LOG_KEEP_DAYS never deletes',
    whole(1_000, 0, 1_000_000_000),
  ),
  IDEMPOTENCY_KEYS_PER_USER: setting(
    'Idempotency keys that one person may use within 24 hours; mutations with more are refused',
    whole(10_000, 1, 1_000_000),
  ),
  IDEMPOTENCY_BYTES_PER_USER: setting(
    'Bytes of responses to idempotency keys that are stored for one person; further responses are not stored, and their keys count as used',
    whole(33_554_432, 0, 10_737_418_240),
  ),
  SOCKETS_PER_USER: setting(
    'Sockets, and subscriptions over HTTP, that one person may have open in each process',
    whole(200, 1, 1_000_000),
  ),
  SOCKETS_PER_TENANT: setting(
    'Sockets, and subscriptions over HTTP, that all people of one tenant may have open in each process',
    whole(1_000_000, 1, 100_000_000),
  ),
  SOCKET_OPERATIONS: setting('Operations that may be open on a socket', whole(500, 1, 100_000)),
  SOCKET_OPERATIONS_PER_SECOND: setting(
    'Operations that may start on a socket in a second, with bursts of five times as many',
    whole(100, 1, 100_000),
  ),
  SOCKET_FRAME_BYTES: setting(
    'Longest message from a client on a socket, in bytes',
    whole(1_048_576, 1_024, 104_857_600),
  ),
  SOCKET_INIT_SECONDS: setting(
    'Seconds within which the client of a socket must authenticate; otherwise the socket is closed with 4408',
    whole(5, 1, 300),
  ),
  LIVE_BYTES_PER_SECOND: setting(
    'Bytes of live events per second for one connection; more of them are delayed',
    whole(8_388_608, 1_024, 1_073_741_824),
  ),
  LIVE_EXECUTION_SECONDS: setting(
    'How long the gateway waits for subgraphs when it executes a live event, in seconds; later responses count as failed',
    whole(10, 1, 300),
  ),
  LIVE_FRAME_BYTES: setting(
    'Bytes of encoded live events that this process caches for subscribers that are a little behind',
    whole(67_108_864, 1_048_576, 17_179_869_184),
  ),
  READ_CACHE_BYTES: setting(
    'Bytes of messages, and as many of profiles, that this process caches; 0 caches nothing',
    whole(67_108_864, 0, 17_179_869_184),
  ),
  LIVE_FRAME_SECONDS: setting('How long encoded live events are cached at most, in seconds', whole(10, 1, 3_600)),
  LIVE_STUCK_SECONDS: setting(
    'Seconds after which a connection that accepts no data is closed, a socket with 1013',
    whole(30, 1, 3_600),
  ),
  LIVE_VIEWS_PER_USER: setting(
    'Different subscriptions to the same conversation, or to different sets of people, that one user may have at once',
    whole(50, 1, 100_000),
  ),
  LIVE_TOPICS_PER_CONNECTION: setting(
    'Topics that the subscriptions of one socket may follow at once: conversations of inboxes, people of presence',
    whole(20_000, 100, 10_000_000),
  ),
  LIVE_TOPICS_PER_USER: setting(
    'The same of all sockets of one person, in each process',
    whole(100_000, 100, 100_000_000),
  ),
  MAX_OPERATION_COST: setting('Most that an operation may cost; of an event, a tenth', whole(400_000, 1_000, 1e9)),
  MAX_RESPONSE_BYTES: setting('Largest result of an operation or event, in bytes', whole(8_388_608, 65_536, 1e9)),
  OPERATION_SECONDS: setting('Most time that an operation may take, in seconds', whole(60, 1, 3_600)),
  PLANNING_SECONDS: setting('Most time that planning an operation may take, in seconds', whole(5, 1, 60)),
  OPERATION_CACHE_BYTES: setting(
    'Bytes of documents and plans that this process keeps, as estimated',
    whole(67_108_864, 1_048_576, 17_179_869_184),
  ),
  LIMITS: setting(
    '`off`: clients are not limited in how much they do, as for benchmarks; the log and /readyz say so',
    z.enum(['on', 'off']).default('on'),
  ),
  LIMIT_ADDRESS: setting(
    'Requests and sockets of one network (IPv4 address, or 64 bits of an IPv6 one), as 500/s,5000: 500 a second, 5000 at once. `off`: no such limit',
    rate('500/s,5000'),
  ),
  LIMIT_ANONYMOUS: setting(
    'Cost of operations of one network without a sign-in; a sign-in costs 5000',
    rate('50000/s,5000000'),
  ),
  LIMIT_SESSION: setting('Cost of operations and live events of one session', rate('20000/s,2000000')),
  LIMIT_USER: setting('Cost of operations and live events of one person', rate('40000/s,4000000')),
  LIMIT_TENANT: setting('Cost of operations and live events of one tenant', rate('1000000/s,50000000')),
  LIMIT_SIGN_INS: setting(
    'Sign-ups, sign-ins, renewals of sessions, exchanged keys and uses of mailed links from one network',
    rate('20/s,1000'),
  ),
  LIMIT_TOKENS: setting('Socket tokens of one person', rate('2/s,200')),
  LIMIT_MESSAGES: setting('Messages that one person sends, edits, deletes or pins', rate('20/s,2000')),
  LIMIT_REACTIONS: setting('Reactions that one person adds or removes', rate('10/s,500')),
  LIMIT_CONVERSATIONS: setting('Conversations that one person creates or changes', rate('1/s,200')),
  LIMIT_INVITATIONS: setting(
    'Times that one person adds, removes or sanctions members, or joins or leaves',
    rate('2/s,500'),
  ),
  LIMIT_UPLOADS: setting('Uploads that one person announces', rate('5/s,500')),
  LIMIT_SEARCHES: setting('Searches of one person', rate('5/s,200')),
  SOCKET_FRAMES_PER_SECOND: setting(
    'Frames that one socket may send in a second, pings too; five times as many at once. One that sends more is closed with 1008',
    whole(500, 10, 1_000_000),
  ),
  SOCKET_BYTES_PER_SECOND: setting(
    'Bytes that one socket may send in a second; five times as many, or twice SOCKET_FRAME_BYTES, at once. One that sends more is closed with 1008',
    whole(1_048_576, 1_024, 1_073_741_824),
  ),
  LOG_LEVEL: setting(
    'Lowest severity of log lines',
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  ),
} as const satisfies Declarations;

export type Settings = SettingsOf<typeof DECLARATIONS>;
