import type { ViewerClaims } from '@parley/identity/viewer';
import type { UserRow } from '../store/accounts';

/** Somebody who has just signed in is shown their own, though the request came from nobody. */
export type ShownUser = UserRow & { viewer?: ViewerClaims };
