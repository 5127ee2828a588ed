import type { SessionId } from '@parley/contracts/ids';
import { parseId } from '@parley/contracts/ids';
import type { LiveBus, Unsubscribe } from '@parley/ports/bus/live-bus';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import type { Service } from '@parley/runtime/service';
import { CLOCK_TOLERANCE_SECONDS } from './access-tokens';

/** Sessions that ended while access tokens of theirs are still good. */
export interface Revocations extends Service {
  /** Once it resolves, no process accepts a token of the session, and open sockets are being told. */
  revoke(session: SessionId): Promise<void>;
  isRevoked(session: SessionId): Promise<boolean>;
  /** Hears of every session that ends, in whatever process, while the service runs. */
  onRevoked(listener: (session: SessionId) => void): Unsubscribe;
}

interface Parts {
  store: EphemeralStore;
  bus: LiveBus;
  /** Life of an access token: nothing has to be remembered for longer. */
  accessTokenSeconds: number;
}

const TOPIC = 'identity:revoked';
const keyOf = (session: SessionId): string => `revoked:${session}`;

export function createRevocations({ store, bus, accessTokenSeconds }: Parts): Revocations {
  const lifeMs = (accessTokenSeconds + 2 * CLOCK_TOLERANCE_SECONDS) * 1000;
  const listeners = new Set<(session: SessionId) => void>();
  let unsubscribe: Unsubscribe | undefined;

  function heard(message: unknown): void {
    const session = typeof message === 'string' ? parseId<SessionId>(message) : undefined;
    if (!session) return;
    for (const listener of [...listeners]) listener(session);
  }

  return {
    name: 'revocations',
    async start() {
      unsubscribe = await bus.subscribe(TOPIC, heard);
    },
    async stop() {
      unsubscribe?.();
      unsubscribe = undefined;
    },
    async revoke(session) {
      await store.set(keyOf(session), '', lifeMs);
      await bus.publish(TOPIC, session);
    },
    async isRevoked(session) {
      return (await store.get(keyOf(session))) !== undefined;
    },
    onRevoked(listener) {
      const added = (session: SessionId) => listener(session);
      listeners.add(added);
      return () => listeners.delete(added);
    },
  };
}
