import { HeaderMap } from '@apollo/server';
import { rateLimited, type ParleyError } from '@parley/contracts/errors';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import type { TokenBucket } from '@parley/ports/ephemeral/token-bucket';
import { callAll } from '@parley/runtime/call-all';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { measureCache } from '@parley/runtime/metrics/bounded';
import { networkOf } from '@parley/runtime/network';
import type { RequestContext } from '@parley/runtime/request';
import type { Service } from '@parley/runtime/service';
import { createBucketLeases, type Shortage, type Want } from './bucket-leases';
import type { ActionLimit, RequestLimits } from './limits';

/** Whom a request is charged to. */
export type Charged = Pick<RequestContext, 'principal' | 'address'>;

export interface Charge {
  /** As computed of the operation, or of its event. */
  cost: number;
  /** Root fields, as `Mutation.sendMessage`, each as often as it is executed. */
  fields?: readonly string[];
}

/** Limits what clients take. It charges HTTP, sockets, streams and events, in the same buckets. */
export interface Limiter extends Service {
  /**
   * Charges a request or a socket that arrives to its network; before anything else. Undefined if it has done so at once.
   * Errors: RATE_LIMITED.
   */
  arrive(address: string | undefined): Promise<void> | undefined;
  /**
   * Charges an operation before it is executed, or an event: to the session, the person, the tenant, and for its actions.
   * Undefined if it has done so at once. Errors: RATE_LIMITED, with `retryAfterMs`, and the `limit` by name.
   */
  charge(to: Charged, charge: Charge): Promise<void> | undefined;
}

interface Options {
  limits: RequestLimits;
  ephemeral: EphemeralStore;
  logger: Logger;
  metrics: Metrics;
}

/** Charges nothing. */
export const UNLIMITED: Limiter = {
  name: 'limits',
  start: async () => undefined,
  stop: async () => undefined,
  arrive: () => undefined,
  charge: () => undefined,
};

/** A want, and the limit that it is of. */
interface Limited extends Want {
  readonly limit: string;
}

export function createLimiter({ limits, ephemeral, logger, metrics }: Options): Limiter {
  const measured = measureLimits(metrics, limits);
  const leases = createBucketLeases({
    store: ephemeral,
    onFailure(err) {
      measured.failed();
      logger.warn({ err }, 'limits are counted by this process alone, as their store fails');
    },
  });
  const actions = byField(limits.actions);
  let cache: ReturnType<typeof measureCache> | undefined;

  function settle(shortage: Shortage | undefined): void {
    if (!shortage) return;
    const { limit } = shortage.want as Limited;
    measured.refused(limit);
    throw tooMany(limit, shortage.waitMs);
  }

  function take(wants: readonly Limited[]): Promise<void> | undefined {
    for (const { limit, tokens } of wants) measured.charged(limit, tokens);
    return leases.take(wants)?.then(settle);
  }

  return {
    name: 'limits',
    async start() {
      cache = measureCache(metrics, { name: 'limits', entries: () => leases.size, maxEntries: leases.maxSize });
    },
    async stop() {
      callAll(measured.stop, () => cache?.stop())();
    },
    arrive(address = '') {
      const { address: bucket } = limits;
      return bucket && take([wantOf('address', networkOf(address), { tokens: 1, bucket })]);
    },
    charge(to, { cost, fields = [] }) {
      return take([...wantsFor(limits, to, cost), ...actionWants(actions, to, fields)]);
    },
  };
}

const wantOf = (limit: string, whose: string, { tokens, bucket }: Pick<Want, 'tokens' | 'bucket'>): Limited => ({
  limit,
  // a purpose of its own in the store: what one limit counts evicts nothing of another
  key: `limit-${limit}:${whose}`,
  tokens,
  bucket,
});

/** `tokens`: fewer than one would be of an operation that costs nothing; each is charged one at least. */
function wantsFor({ anonymous, session, user, tenant }: RequestLimits, to: Charged, cost: number): Limited[] {
  const tokens = Math.max(1, cost);
  const { principal, address = '' } = to;
  const wants: Limited[] = [];
  const want = (limit: string, whose: string, bucket: TokenBucket | undefined) => {
    if (bucket) wants.push(wantOf(limit, whose, { tokens, bucket }));
  };
  if (principal.kind === 'viewer') {
    want('session', principal.session, session);
    want('user', principal.user, user);
    want('tenant', principal.tenant, tenant);
  } else if (principal.kind === 'anonymous') want('anonymous', networkOf(address), anonymous);
  return wants;
}

function actionWants(actions: ReadonlyMap<string, ActionLimit>, to: Charged, fields: readonly string[]): Limited[] {
  const counts = new Map<ActionLimit, number>();
  for (const field of fields) {
    const action = actions.get(field);
    if (action) counts.set(action, (counts.get(action) ?? 0) + 1);
  }
  return [...counts].map(([{ name, per, bucket }, tokens]) => wantOf(name, holderOf(per, to), { tokens, bucket }));
}

const holderOf = (per: ActionLimit['per'], { principal, address = '' }: Charged): string =>
  per === 'person' && principal.kind === 'viewer' ? principal.user : networkOf(address);

const byField = (actions: readonly ActionLimit[]): ReadonlyMap<string, ActionLimit> =>
  new Map(actions.flatMap((action) => action.fields.map((field) => [field, action] as const)));

function tooMany(limit: string, waitMs: number): ParleyError {
  const headers = new HeaderMap([['retry-after', String(Math.ceil(waitMs / 1_000))]]);
  return rateLimited('Too much at once; try again later', waitMs, { limit, http: { status: 429, headers } });
}

/** Counted in variables: there may be thousands in a second. */
function measureLimits(metrics: Metrics, { actions, ...scopes }: RequestLimits) {
  const labels = ['limit'] as const;
  const charged = metrics.tally({
    name: 'parley_limits_charged_total',
    help: 'Tokens requested from rate limits, by limit: requests of an address, actions, or the cost of operations and events',
    labels,
  });
  const refused = metrics.tally({
    name: 'parley_limits_refused_total',
    help: 'Requests, operations and events refused or delayed with RATE_LIMITED, by limit',
    labels,
  });
  const failures = metrics.counter({
    name: 'parley_limits_store_failures_total',
    help: 'Failures of the store of limits; after each, the process counts alone for a second',
  });
  const names = [...Object.keys(scopes), ...actions.map(({ name }) => name)];
  const counts = new Map(names.map((name) => [name, { charged: 0, refused: 0 }]));
  const stops = [...counts].flatMap(([limit, count]) => [
    charged.read(() => count.charged, { limit }),
    refused.read(() => count.refused, { limit }),
  ]);
  return {
    charged: (limit: string, tokens: number) => void (counts.get(limit)!.charged += tokens),
    refused: (limit: string) => void counts.get(limit)!.refused++,
    failed: () => failures.add(1),
    stop: callAll(...stops),
  };
}
