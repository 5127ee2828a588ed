import type { SessionId } from '@parley/contracts/ids';
import { closeStream } from '@parley/log/streams';
import type { Database } from '@parley/database/database';
import { endSessionsOfBotsOf } from '../store/bots';
import { forgetInvitee } from '../store/invitations';
import { forgetTraces } from '../store/leftovers';
import { endSessions } from '../store/sessions';
import { lockAccount, type Person } from './lock-account';

/**
 * Closes an account for good: all its sessions and those of its bots end, nobody signs in to it or finds it any more, and
 * nobody puts its person into a conversation. Closing it again changes nothing.
 */
export const closeAccount = (database: Database, person: Person): Promise<SessionId[]> =>
  database.transaction(async (tx) => {
    await closeStream(tx, person.user);
    const account = await lockAccount(tx, person);
    account.erasedAt ??= new Date();
    const ofBots = await endSessionsOfBotsOf(tx, person.user);
    return [...ofBots, ...(await endSessions(tx, person))];
  });

/** The name that is shown for an erased person: messages of others still mention them. */
const NOBODY = 'Deleted user';

/** Forgets who the person of a closed account was. The rows of ended sessions stay until tokens of them have run out. */
export const forgetAccount = (database: Database, person: Person): Promise<void> =>
  database.transaction(async (tx) => {
    const account = await lockAccount(tx, person);
    await forgetInvitee(tx, { tenant: person.tenant, email: account.email });
    tx.em.assign(account, {
      ...{ email: account.id, handle: account.id, displayName: NOBODY, searchName: '', bio: null, avatar: null },
      ...{ passwordHash: '', role: 'MEMBER', scopes: [], presenceText: null, lastActiveAt: null },
    });
    await forgetTraces(tx, person.user);
  });
