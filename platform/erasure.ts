import { randomUUID } from 'node:crypto';
import { ERASURE_PHASES, type Person } from '@parley/subgraph/subgraph-module';
import { auditTrail } from '@parley/ports/audit/postgres';
import type { Database } from '@parley/database/database';
import type { Logger } from '@parley/runtime/logger';
import { MODULES } from './modules';

interface Parts {
  database: Database;
  logger: Logger;
}

/** Numbers of erased things, by kind. */
export type Erased = Readonly<Record<string, number>>;

/**
 * Erases a person while the platform serves: phase by phase, in all subgraphs. The conversations' logs have entries for it, so
 * clients, search and other consumers of the log follow. If an erasure fails, another one of the same person completes it.
 */
export async function erasePerson({ database, logger }: Parts, person: Person): Promise<Erased> {
  const steps = ERASURE_PHASES.flatMap((phase) => MODULES.flatMap(({ erasure }) => erasure?.[phase] ?? []));
  const erased: Record<string, number> = {};
  for (const step of steps)
    for (const [what, count] of Object.entries((await step(database.of(person.tenant), person)) ?? {}))
      erased[what] = (erased[what] ?? 0) + count;
  const audit = auditTrail({ database, logger });
  await audit.start();
  const { tenant, user: subject } = person;
  audit.record({ at: new Date(), tenant, action: 'erase', subject, correlationId: randomUUID(), outcome: 'done' });
  await audit.stop();
  return erased;
}
