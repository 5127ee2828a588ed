import { randomUUID } from 'node:crypto';
import { auditTrail } from '@parley/ports/audit/postgres';
import type { AuditEntry } from '@parley/ports/audit/audit-trail';
import type { Database } from '@parley/database/database';
import { createLogger, type Logger } from '@parley/runtime/logger';
import type { Settings } from '@parley/runtime/settings';
import { readCommandSettings } from '../command-settings';
import { ENTITIES } from '../modules';
import { onDatabase } from './on-database';

/** Records in the audit trail what an operator did. The trail does not know the operator's name. */
export type Recorded = (entry: Pick<AuditEntry, 'action' | 'subject' | 'tenant'>) => void;

interface CommandContext {
  settings: Settings;
  logger: Logger;
}

/** Runs the work of a command on the database of the settings. Its entries of the audit trail are written after the work. */
export async function withAuditedDatabase(
  work: (database: Database, record: Recorded, context: CommandContext) => Promise<void>,
): Promise<void> {
  const settings = await readCommandSettings(process.env);
  const logger = createLogger(settings);
  await onDatabase({ settings, logger, poolSize: 2, entities: ENTITIES }, async (database) => {
    const audit = auditTrail({ database, logger });
    const correlationId = randomUUID();
    await audit.start();
    try {
      const record: Recorded = (entry) => audit.record({ ...entry, at: new Date(), correlationId, outcome: 'done' });
      await work(database, record, { settings, logger });
    } finally {
      await audit.stop();
    }
  });
}
