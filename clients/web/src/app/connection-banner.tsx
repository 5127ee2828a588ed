import { useEffect, useState } from 'react';
import { CloudOff, CircleCheck } from 'lucide-react';
import { useNow } from './use-now';
import { useOfflineSince } from './use-offline-since';
import { useParley, useStore } from '@parley/client/react';

const PATIENCE_MS = 5_000;
const TOLD_MS = 4_000;

/** Told after five seconds without a line, and when all that was missed has been caught up. */
export function ConnectionBanner() {
  const { retryAt, caughtUp, status } = useStore(useParley().connection);
  const offlineSince = useOfflineSince();
  const now = useNow(offlineSince !== null);
  const isOffline = offlineSince !== null && now - offlineSince >= PATIENCE_MS;
  const isBack = useTold(isOffline, offlineSince === null && status === 'connected' && caughtUp);
  const seconds = retryAt === null ? null : Math.max(0, Math.ceil((retryAt - now) / 1_000));
  return (
    <div className="banner-place" role="status">
      {isOffline && (
        <p className="banner">
          <CloudOff aria-hidden size={18} />
          <span>
            No connection. What you send is kept and goes out when it is back.
            {seconds !== null && seconds > 0 && <span aria-hidden> Next try in {seconds} s.</span>}
          </span>
        </p>
      )}
      {isBack && !isOffline && (
        <p className="banner good">
          <CircleCheck aria-hidden size={18} />
          <span>Connected again: all caught up.</span>
        </p>
      )}
    </div>
  );
}

/** True for a few seconds once `isWell` follows on `wasBad`. */
function useTold(wasBad: boolean, isWell: boolean): boolean {
  const [owed, setOwed] = useState(false);
  const [told, setTold] = useState(false);
  if (wasBad && !owed) setOwed(true);
  if (owed && !wasBad && isWell) {
    setOwed(false);
    setTold(true);
  }
  useEffect(() => {
    if (!told) return undefined;
    const timer = setTimeout(() => setTold(false), TOLD_MS);
    return () => clearTimeout(timer);
  }, [told]);
  return told;
}
