import { notFound } from '@parley/contracts/errors';
import { parseId, type DeviceId } from '@parley/contracts/ids';
import { viewerOf } from '@parley/contracts/principal';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';
import { disconnectDevice } from '../store/devices';
import { endSessions } from '../store/sessions';

/** Ends all sessions on one of the viewer's devices. Errors: NOT_FOUND for anything but a device of theirs. */
export const revokeDevice = action(
  'revokeDevice',
  async (context: Context, { deviceId }: { deviceId: string }) => {
    const viewer = viewerOf(context.principal);
    const device = parseId<DeviceId>(deviceId);
    if (!device) throw notFound('Device');
    const ended = await context.database.transaction(async (tx) => {
      if (!(await disconnectDevice(tx, viewer, device))) throw notFound('Device');
      return endSessions(tx, { ...viewer, session: undefined, device });
    });
    await Promise.all(ended.map((session) => context.revocations.revoke(session)));
    return true;
  },
  { subject: ({ deviceId }) => deviceId },
);
