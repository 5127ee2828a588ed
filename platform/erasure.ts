import { randomUUID } from 'node:crypto';
import { leaveAll } from '@parley/conversations/actions/leave-all';
import { createCommits } from '@parley/log/commits';
import { countUploads, deleteUploads } from '@parley/media/actions/delete-uploads';
import { takeBackAll } from '@parley/messages/actions/take-back-all';
import { auditTrail } from '@parley/ports/audit/postgres';
import type { Database } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import { closeAccount, forgetAccount } from '@parley/users/actions/erase-account';
import type { Person } from '@parley/users/actions/lock-account';

interface Parts {
  database: Database;
  log: Logger;
}

/** What there was of somebody. */
export interface Erased {
  conversations: number;
  messages: number;
  uploads: number;
}

/**
 * Erases a person, while everything goes on. First they can do nothing any more; then they leave, then what they said,
 * reacted and uploaded goes, told in each conversation's log, so that clients, search and everything else that follows
 * learn of it; at last who they were. What was broken off is done again from where it was.
 */
export async function erasePerson({ database, log }: Parts, person: Person): Promise<Erased> {
  // processes find in the log what none of them has committed
  const stores = { database, commits: createCommits() };
  await closeAccount(database, person);
  const conversations = await leaveAll(stores, person.user);
  const uploads = await countUploads(database, person.user);
  const messages = await takeBackAll(stores, person.user);
  await deleteUploads(database, person.user);
  await forgetAccount(database, person);
  const audit = auditTrail({ database, log });
  await audit.start();
  const { tenant, user: subject } = person;
  audit.record({ at: new Date(), tenant, action: 'erase', subject, correlationId: randomUUID(), outcome: 'done' });
  await audit.stop();
  return { conversations, messages, uploads };
}
