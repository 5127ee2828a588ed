import { useEffect, useState } from 'react';
import { CloudOff, CircleCheck } from 'lucide-react';
import { useNow } from './use-now';
import { useOfflineSince } from './use-offline-since';
import { useParley, useStore } from '@parley/client/react';

const PATIENCE_MS = 5_000;
const TOLD_MS = 4_000;

/**
 * Said after five seconds without a connection, until all that was missed has been caught up; then that, and no more. It
 * lies over the page, which stays where it is.
 */
export function ConnectionBanner() {
  const { retryAt } = useStore(useParley().connection);
  const said = useSaid();
  const now = useNow(said === 'offline');
  const seconds = retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - now) / 1_000));
  return (
    <div className="banner-place" role="status">
      {said === 'offline' && (
        <p className="banner">
          <CloudOff aria-hidden size={18} />
          <span>
            No connection. What you send is kept and goes out when it is back.
            {seconds > 0 && <span aria-hidden> Next try in {seconds} s.</span>}
          </span>
        </p>
      )}
      {said === 'back' && (
        <p className="banner good">
          <CircleCheck aria-hidden size={18} />
          <span>Connected again: all caught up.</span>
        </p>
      )}
    </div>
  );
}

/** nothing → (five seconds without a connection) offline → (all caught up) back → (four seconds) nothing. */
function useSaid(): 'nothing' | 'offline' | 'back' {
  const { status, caughtUp } = useStore(useParley().connection);
  const offlineSince = useOfflineSince();
  const isWell = offlineSince === null && status === 'connected' && caughtUp;
  const [said, setSaid] = useState<'nothing' | 'offline' | 'back'>('nothing');
  useEffect(() => {
    if (offlineSince === null || said === 'offline') return undefined;
    const timer = setTimeout(() => setSaid('offline'), Math.max(0, offlineSince + PATIENCE_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [offlineSince, said]);
  useEffect(() => {
    if (said !== 'offline' || !isWell) return undefined;
    // a line that breaks again at once is none
    const timer = setTimeout(() => setSaid('back'), STEADY_MS);
    return () => clearTimeout(timer);
  }, [said, isWell]);
  useEffect(() => {
    if (said !== 'back') return undefined;
    const timer = setTimeout(() => setSaid('nothing'), TOLD_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return said;
}

const STEADY_MS = 500;
