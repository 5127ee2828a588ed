import type { UserId } from '@parley/contracts/ids';
import type { Viewer } from '@parley/contracts/principal';
import type { LiveBus } from '@parley/ports/bus/live-bus';
import type { EphemeralStore } from '@parley/ports/ephemeral/ephemeral-store';
import type { Database } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createPoller } from '@parley/runtime/poller';
import type { Service } from '@parley/runtime/service';
import { presenceMessage, presenceTopic } from '../domain/presence-topic';
import { saveLastActive } from '../store/last-active';
import { createPresences } from '../store/presences';

interface ConnectedSocket {
  readonly id: string;
  readonly viewer: Pick<Viewer, 'user' | 'session'>;
}

/** Hears of this process's sockets. None of it is waited for. */
export interface PresenceKeeper extends Service {
  connected(socket: ConnectedSocket): void;
  /** At least once a minute for each socket that is open. */
  alive(socket: ConnectedSocket): void;
  disconnected(socket: ConnectedSocket): void;
}

interface PresenceKeeperOptions {
  database: Database;
  ephemeral: EphemeralStore;
  bus: LiveBus;
  logger: Logger;
  metrics?: Metrics;
  now?: () => Date;
}

const ROUND_MS = 5_000;
const BATCH = 1_000;

/**
 * Keeps who is connected, and tells of each who comes and goes. The sockets of a process that dies give no more signs of
 * life; whichever process calls the roll then tells that their people have gone, a minute and a half later at most.
 * When people were last active is kept durably, to the minute.
 */
export function presenceKeeper({
  logger,
  metrics,
  now = () => new Date(),
  ...stores
}: PresenceKeeperOptions): PresenceKeeper {
  const { database, ephemeral, bus } = stores;
  const presences = createPresences(ephemeral);
  const active = new Set<UserId>();
  const running = new Set<Promise<void>>();

  const tell = (user: UserId) => bus.publish(presenceTopic(user), presenceMessage(user));

  function inBackground(work: () => Promise<void>): void {
    const done = work()
      .catch((error: unknown) => logger.warn({ err: error }, 'a presence could not be kept'))
      .finally(() => running.delete(done));
    running.add(done);
  }

  async function keepActive(): Promise<void> {
    while (active.size > 0) {
      const batch = [...active].slice(0, BATCH);
      await saveLastActive(database, batch, now());
      for (const user of batch) active.delete(user);
    }
  }

  const poller = createPoller({
    name: 'presences',
    async round() {
      for (const user of await presences.takeGone()) await tell(user);
      await keepActive();
    },
    pollMs: ROUND_MS,
    pauseMs: ROUND_MS,
    maxPauseMs: 60_000,
    logger,
    metrics,
  });

  return {
    name: poller.name,
    start: poller.start,
    async stop() {
      await poller.stop();
      await Promise.all(running);
      await keepActive().catch((error: unknown) => logger.warn({ err: error }, 'who was active last is not kept'));
    },
    connected({ id, viewer: { user } }) {
      active.add(user);
      inBackground(async () => {
        await presences.enter(user, id);
        await tell(user);
      });
    },
    alive({ id, viewer: { user } }) {
      active.add(user);
      inBackground(() => presences.enter(user, id));
    },
    disconnected({ id, viewer: { user, session } }) {
      active.add(user);
      inBackground(async () => {
        await presences.leave(user, [id, session]);
        await tell(user);
      });
    },
  };
}
