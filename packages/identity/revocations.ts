import type { SessionId } from '@parley/contracts/ids';
import { parseId } from '@parley/contracts/ids';
import type { LiveBus, Unsubscribe } from '@parley/ports/bus/live-bus';
import type { Logger } from '@parley/runtime/logger';
import { createMetrics, type Metrics } from '@parley/runtime/metrics/metrics';
import { createRounds } from '@parley/runtime/rounds';
import type { Service } from '@parley/runtime/service';
import { CLOCK_SET_BACK_SECONDS } from './access-tokens';

/**
 * Sessions that ended while access tokens of theirs may still be good. That they ended is in the database; this is what
 * one process knows of it, so that nothing has to be asked for a request.
 */
export interface Revocations extends Service {
  /**
   * Of a session whose end is committed. Once it resolves, this process refuses its tokens, has told `onRevoked`, and the
   * bus has been told; a bus that is down is no error. All others refuse it within a second.
   */
  revoke(session: SessionId): Promise<void>;
  isRevoked(session: SessionId): boolean;
  /** Hears once of every session that ends, in whatever process, while the service runs. It must not throw. */
  onRevoked(listener: (session: SessionId) => void): Unsubscribe;
}

/** What a look into the database showed. All times are of its clock. */
export interface EndedSessions {
  /** When the look began. */
  readAt: Date;
  sessions: readonly { session: SessionId; endedAt: Date }[];
}

/** Which sessions to look for: those that ended in so many milliseconds before a moment, or since. */
export interface Look {
  withinMs: number;
  /** Now unless told, or where that is still to come. */
  before?: Date;
}

interface Options {
  /** Reads what is committed. Errors: any, where it can't be read; then it is asked again. */
  readEnded(look: Look): Promise<EndedSessions>;
  bus: LiveBus;
  /** Life of an access token: nothing has to be remembered for much longer. */
  accessTokenSeconds: number;
  log: Logger;
  metrics?: Metrics;
}

const TOPIC = 'identity:revoked';
/** With what a look takes, everything is known within a second. */
const POLL_MS = 900;
const MAX_PAUSE_MS = 2_000;
/** Later than its end a session is there to be read: its transaction goes on, or another machine's clock takes over. */
const OVERLAP_MS = 10_000;
/** Every so many looks go back all the way: for what took longer than that. */
const LOOKS_TO_ALL = 60;
/** Clocks differ, and a token may be signed just after the end. */
const MARGIN_MS = 60_000;

/**
 * Told over the bus, and by looking into the database each second: a message that is lost, or a bus that is not there,
 * costs that second. What is known stays known while the database can't be read, and is forgotten by the database's
 * clock. Invariant: what is kept has ended within the life of an access token, and an hour and some two minutes more.
 */
export function createRevocations({
  readEnded,
  bus,
  accessTokenSeconds,
  log,
  metrics = createMetrics(),
}: Options): Revocations {
  const lifeMs = (accessTokenSeconds + CLOCK_SET_BACK_SECONDS) * 1_000 + MARGIN_MS;
  /** When each has ended, in milliseconds of the database's clock. */
  const ended = new Map<SessionId, number>();
  const listeners = new Set<(session: SessionId) => void>();
  const kept = metrics.gauge({
    name: 'parley_revocations_entries',
    help: 'Sessions that ended and whose access tokens may not have expired',
  });
  /** Of the last look; none before the service runs. */
  let readAt: Date | undefined;
  let looks = 0;
  let leave: Unsubscribe | undefined;
  let stopReading: (() => void) | undefined;

  /** `endedAt`: not after its end where that is not known. */
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

  /** Looks do not wait for the bus. Where it is down, it is tried again after the next one. */
  function listen(): void {
    if (leave) return;
    let over = false;
    let unsubscribe: Unsubscribe | undefined;
    leave = () => {
      over = true;
      unsubscribe?.();
    };
    void bus.subscribe(TOPIC, heard).then(
      (subscribed) => {
        unsubscribe = subscribed;
        if (over) unsubscribe();
      },
      (err: unknown) => {
        log.warn({ err }, 'ended sessions are not heard of over the bus, but read from the database');
        if (!over) leave = undefined;
      },
    );
  }

  function heard(message: unknown): void {
    const session = typeof message === 'string' ? parseId<SessionId>(message) : undefined;
    if (session && readAt) refuse(session, readAt);
  }

  const rounds = createRounds({
    name: 'revocations',
    async round() {
      await look();
      listen();
    },
    pollMs: POLL_MS,
    pauseMs: POLL_MS,
    maxPauseMs: MAX_PAUSE_MS,
    log,
    metrics,
  });

  return {
    name: rounds.name,
    async start() {
      await look();
      stopReading = kept.read(() => ended.size);
      await rounds.start();
    },
    async stop() {
      await rounds.stop();
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
        log.warn({ err }, 'the end of a session was not told over the bus, and is read from the database');
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
