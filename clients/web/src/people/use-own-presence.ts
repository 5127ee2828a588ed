import type { Presence } from '@parley/client';
import { useViewerId } from '../app/viewer';
import { usePresence } from './use-presence';

/** How the viewer is shown to others. */
export function useOwnPresence(): Presence | undefined {
  const viewerId = useViewerId();
  return usePresence([viewerId]).get(viewerId);
}
