import { useMemo } from 'react';
import type { Presence } from '@parley/client';
import { useParley, useStore } from '@parley/client/react';

/** Who of these is there, live. */
export function usePresence(userIds: readonly string[]): ReadonlyMap<string, Presence> {
  const { people } = useParley();
  const key = [...new Set(userIds)].sort().join(' ');
  return useStore(useMemo(() => people.presence(key ? key.split(' ') : []), [people, key]));
}
