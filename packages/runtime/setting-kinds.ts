import { X509Certificate } from 'node:crypto';
import { isIP, isIPv4 } from 'node:net';
import { z } from 'zod';

/** A whole number. */
export const whole = (fallback: number, min: number, max: number) =>
  z.string().default(String(fallback)).pipe(z.coerce.number<string>().int().min(min).max(max));

/** `true` or `false`; the latter unless set. */
export const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

/** Seconds of the units that a rate may have. */
const UNIT_SECONDS = { s: 1, min: 60, h: 3_600 };

/** A token bucket: `20/s,2000` is 20 a second, and 2000 at once after a while without any. `off`: no limit. */
export const rate = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      if (text === 'off') return undefined;
      const [, per, unit, atOnce] = /^(\d{1,9}(?:\.\d{1,3})?)\/(s|min|h),(\d{1,12})$/.exec(text) ?? [];
      const bucket = {
        perSecond: Number(per) / UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS],
        atOnce: Number(atOnce),
      };
      if (bucket.perSecond > 0 && bucket.atOnce >= 1) return bucket;
      context.addIssue('must be off, or as 20/s,2000: a rate by s, min or h, and how many at once');
      return z.NEVER;
    });

/** Parts between commas or on lines of their own, each as `isOne` says; none for nothing. */
export const listOf = (isOne: (part: string) => boolean, message: string) =>
  z
    .string()
    .default('')
    .transform((text): readonly string[] => text.split(/[,\n]/).flatMap((part) => part.trim() || []))
    .refine((list) => list.every(isOne), { message });

/** Any texts, separated by commas. */
export const list = listOf(() => true, '');

/** Address of a PostgreSQL; it may be missing. */
export const postgres = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
  .optional();

/** Origins (RFC 6454): scheme and host, with the port where it is not the scheme's own. */
export const origins = listOf(
  (one) => URL.canParse(one) && new URL(one).origin === one,
  'must be origins, as https://chat.example.org',
);

/** Addresses, blocks of them (CIDR, RFC 4632), or the names of blocks that proxy-addr knows. */
export const addressBlocks = listOf((one) => {
  const [address, bits, ...more] = one.split('/');
  const longest = isIPv4(address!) ? 32 : 128;
  const isBlock = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest);
  return (
    ['loopback', 'linklocal', 'uniquelocal'].includes(one) || (isIP(address!) !== 0 && isBlock && more.length === 0)
  );
}, 'must be addresses or blocks of them, as 10.0.0.0/8, or loopback, linklocal or uniquelocal');

/** `name=url` each. */
export const addresses = listOf(
  (one) => /^[\w-]+=https?:/.test(one) && URL.canParse(one.slice(one.indexOf('=') + 1)),
  'must be as users=http://10.0.0.5:4001/graphql',
);

/** Addresses of Elasticsearch. */
export const elasticsearch = listOf(
  (one) => /^https?:\/\//.test(one) && URL.canParse(one),
  'must be as https://10.0.0.5:9200',
);

const OPENID_PROVIDER = z.strictObject({
  /** The tenant whose people may use it. */
  tenant: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  /** Part of the address that begins a sign-in. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  issuer: z.url({ protocol: /^https?$/ }).refine(isPrivate, 'must begin with https://, unless it is on this machine'),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1).optional(),
  createsAccounts: z.boolean().default(true),
});

/** TLS proves who the issuer is. */
function isPrivate(issuer: string): boolean {
  const { protocol, hostname } = new URL(issuer);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** A JSON array of OpenID providers. */
export const openIdProviders = z
  .string()
  .default('[]')
  .transform((text, context) => {
    try {
      return z.array(OPENID_PROVIDER).parse(JSON.parse(text));
    } catch {
      // the cause would show the value
      context.addIssue('must be a JSON array of {"tenant", "name", "issuer", "clientId"}, with https:// issuers');
      return z.NEVER;
    }
  });

/** Addresses of Redis. */
export const redis = listOf(
  (one) => /^rediss?:\/\//.test(one) && URL.canParse(one),
  'must be as redis://10.0.0.5:6379',
);

/** Brokers of Kafka. */
export const brokers = listOf((one) => /^[^\s/:,]+:\d{1,5}$/.test(one), 'must be as 10.0.0.5:9092');

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Certificates (RFC 7468), with whatever may stand between them. */
export const certificates = z
  .string()
  .refine(
    (text) => {
      try {
        return (text.match(CERTIFICATE) ?? []).map((one) => new X509Certificate(one)).length > 0;
      } catch {
        return false;
      }
    },
    { message: 'must be certificates in PEM' },
  )
  .optional();
