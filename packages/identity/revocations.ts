import type { SessionId } from '@parley/contracts/ids';
import { parseId } from '@parley/contracts/ids';
import type { LiveBus, Unsubscribe } from '@parley/ports/bus/live-bus';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { createPoller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';
import { CLOCK_SET_BACK_SECONDS } from './access-tokens';
import { EACH_SECOND } from './each-second';

/**
 * Sessions that ended although their access tokens may not have expired. The database has the truth; this is one process's
 * copy in memory, so that no request needs a query.
 */
export interface Revocations extends Service {
  /**
   * Call it once the end of the session is committed. When it resolves, this process refuses the session's tokens, has called
   * the listeners of `onRevoked`, and has published on the bus. If the bus is down, that is no error. All other processes
   * refuse the session within a second.
   */
  revoke(session: SessionId): Promise<void>;
  isRevoked(session: SessionId): boolean;
  /** Calls the listener once for every session that ends, in any process, while the service runs. It must not throw. */
  onRevoked(listener: (session: SessionId) => void): Unsubscribe;
}

/** The result of a query of ended sessions. All times are of the database's clock. */
export interface EndedSessions {
  /** When the query began. */
  readAt: Date;
  sessions: readonly { session: SessionId; endedAt: Date }[];
}

/** Which sessions to query: those that ended less than `withinMs` before `before`, or later. */
export interface Look {
  withinMs: number;
  /** Now by default, or if it is in the future. */
  before?: Date;
}

interface Options {
  /** Reads committed sessions. Errors: any; then the query is retried. */
  readEnded(look: Look): Promise<EndedSessions>;
  bus: LiveBus;
  /** Lifetime of an access token: sessions that ended much earlier are forgotten. */
  accessTokenSeconds: number;
  logger: Logger;
  metrics?: Metrics;
}

const TOPIC = 'identity:revoked';
/** An ended session may become readable later: its transaction still runs, or the database fails over to another clock. */
const OVERLAP_MS = 10_000;
/** One query of this many reads all ended sessions, for those that became readable later than `OVERLAP_MS`. */
const LOOKS_TO_ALL = 60;
/** Clocks differ, and a token may be signed just after its session ended. */
const MARGIN_MS = 60_000;

/**
 * Learns of ended sessions over the bus, and queries the database each second, so that a lost message or a missing bus costs
 * a second. While the database is unavailable, it forgets nothing. Invariant: all sessions that it holds ended within the
 * lifetime of an access token plus an hour and about two minutes, by the database's clock.
 */
export function createRevocations({
  readEnded,
  bus,
  accessTokenSeconds,
  logger,
  metrics = createMetrics(),
}: Options): Revocations {
  const lifeMs = (accessTokenSeconds + CLOCK_SET_BACK_SECONDS) * 1_000 + MARGIN_MS;
  /** When each session ended, in milliseconds of the database's clock. */
  const ended = new Map<SessionId, number>();
  const listeners = new Set<(session: SessionId) => void>();
  const kept = metrics.gauge({
    name: 'parley_revocations_entries',
    help: 'Sessions that ended and whose access tokens may not have expired',
  });
  /** Time of the last query; undefined before the service runs. */
  let readAt: Date | undefined;
  let looks = 0;
  let leave: Unsubscribe | undefined;
  let stopReading: (() => void) | undefined;

  /** `endedAt`: if the end is not known, any time before it. */
  function refuse(session: SessionId, endedAt: Date): void {
    const known = ended.get(session);
    ended.set(session, Math.max(known ?? 0, endedAt.getTime()));
    if (known === undefined) for (const listener of [...listeners]) listener(session);
  }

  function forgetBefore(endedAtMs: number): void {
    for (const [session, atMs] of ended) if (atMs < endedAtMs) ended.delete(session);
  }

  async function look(): Promise<void> {
    const all = looks % LOOKS_TO_ALL === 0;
    const seen = await readEnded(all ? { withinMs: lifeMs } : { withinMs: OVERLAP_MS, before: readAt });
    looks++;
    readAt = seen.readAt;
    for (const { session, endedAt } of seen.sessions) refuse(session, endedAt);
    if (all) forgetBefore(readAt.getTime() - lifeMs);
  }

  /** Queries do not wait for the bus. If the bus is down, it subscribes again after the next query. */
  function listen(): void {
    if (leave) return;
    let over = false;
    let unsubscribe: Unsubscribe | undefined;
    leave = () => {
      over = true;
      unsubscribe?.();
    };
    void bus.subscribe(TOPIC, receive).then(
      (subscribed) => {
        unsubscribe = subscribed;
        if (over) unsubscribe();
      },
      (err: unknown) => {
        logger.warn({ err }, 'cannot subscribe to ended sessions on the bus; reading them from the database');
        if (!over) leave = undefined;
      },
    );
  }

  function receive(message: unknown): void {
    const session = typeof message === 'string' ? parseId<SessionId>(message) : undefined;
    if (session && readAt) refuse(session, readAt);
  }

  const poller = createPoller({
    name: 'revocations',
    async round() {
      await look();
      listen();
    },
    ...EACH_SECOND,
    logger,
    metrics,
  });

  return {
    name: poller.name,
    async start() {
      await look();
      stopReading = kept.read(() => ended.size);
      await poller.start();
    },
    async stop() {
      await poller.stop();
      leave?.();
      leave = undefined;
      readAt = undefined;
      looks = 0;
      stopReading?.();
    },
    async revoke(session) {
      if (readAt) refuse(session, readAt);
      try {
        await bus.publish(TOPIC, session);
      } catch (err) {
        logger.warn({ err }, 'could not publish the end of a session on the bus; processes read it from the database');
      }
    },
    isRevoked: (session) => ended.has(session),
    onRevoked(listener) {
      const added = (session: SessionId) => listener(session);
      listeners.add(added);
      return () => listeners.delete(added);
    },
  };
}
