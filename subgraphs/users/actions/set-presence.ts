import { viewerOf } from '@parley/contracts/principal';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { presenceText, type PresenceStatus } from '../domain/presence';
import { presenceMessage, presenceTopic } from '../domain/presence-topic';
import { lockOpenAccount } from './lock-account';

export interface SetPresence {
  status: PresenceStatus;
  /** Undefined leaves it as it is; null or nothing takes it away. */
  text?: string | null;
}

/** How the viewer is shown from now on, on all their devices. Who says so is here, also without a socket. Errors: VALIDATION_FAILED; NOT_FOUND for an account that is closed. */
export const setPresence = action('setPresence', async (context: Context, input: SetPresence): Promise<void> => {
  const { database, presences, bus, now, principal } = context;
  const viewer = viewerOf(principal);
  const text = input.text === undefined ? undefined : presenceText(input.text);
  await database.transaction(async (tx) => {
    const account = await lockOpenAccount(tx, viewer);
    account.chosenPresence = input.status;
    if (text !== undefined) account.presenceText = text;
    if (input.status !== 'OFFLINE') account.lastActiveAt = minuteOf(now());
  });
  // the end of any socket of the session takes this sign back
  const [connected] = await presences.areConnected([viewer.user]);
  if (!connected) await presences.enter(viewer.user, viewer.session);
  await bus.publish(presenceTopic(viewer.user), presenceMessage(viewer.user));
});

const MINUTE_MS = 60_000;
const minuteOf = (at: Date): Date => new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS);
