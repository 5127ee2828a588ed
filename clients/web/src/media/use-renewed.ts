import { useEffect, useMemo } from 'react';
import { useParley, useStore } from '@parley/client/react';
import { renewalsOf } from './renewals';
import { createRenewing, type Shown } from './renewing';

/** An attachment whose picture is shown, requested again when its URL has ended. */
export function useRenewed<Given extends Shown>(given: Given) {
  const parley = useParley();
  // another URL of the same picture is no reason to load it again
  const renewing = useMemo(() => createRenewing(given, renewalsOf(parley)), [parley, given.id]);
  useEffect(renewing.start, [renewing]);
  const { status } = useStore(parley.connection);
  useEffect(() => {
    if (status === 'connected') renewing.reconnected();
  }, [renewing, status]);
  return { ...useStore(renewing), onError: renewing.failed, onLoad: renewing.loaded };
}
