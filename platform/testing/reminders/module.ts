import { tenantsOf } from '@parley/contracts/principal';
import type { Database } from '@parley/database/database';
import type { ReadSettings } from '@parley/runtime/declared-settings';
import { sqlOf } from '@parley/database/migrate';
import type { Job } from '@parley/ports/jobs/jobs';
import { localSubgraph } from '@parley/subgraph/local-subgraph';
import type { HandleEntries, SubgraphModule } from '@parley/subgraph/subgraph-module';
import { QUEUE } from './queue';
import { buildRemindersSchema, type Dependencies } from './schema';
import { REMINDERS_SETTINGS } from './settings';

interface Needs extends Dependencies {
  settingsOf: ReadSettings;
}

/** A small subgraph with a bit of everything: reminders that a job sends, and how many messages somebody wrote. */
export const reminders: SubgraphModule<Needs> = {
  name: 'reminders',
  schema: buildRemindersSchema,
  settings: REMINDERS_SETTINGS,
  sql: sqlOf('@parley/reminders'),
  consumers: { reminders: countMessages },
  jobs: [{ queue: QUEUE, handler: sendReminder }],
  erasure: { delete: deleteReminders },
  open: ({ database, ephemeral, jobs }) => ({
    subgraph: () =>
      localSubgraph({ name: 'reminders', ...buildRemindersSchema() }, (request) => ({
        ...{ ephemeral, jobs, request },
        database: database.of(...tenantsOf(request.principal)),
      })),
  }),
};

function countMessages({ database }: Dependencies): HandleEntries {
  return async (entries) => {
    for (const { type, actor, tenant } of entries)
      if (type === 'MessageCreated' && actor)
        await database.system.query(
          `insert into reminders.written values ($1, $2, 1)
           on conflict (person) do update set messages = reminders.written.messages + 1`,
          [actor, tenant],
        );
  };
}

function sendReminder({ database, settingsOf }: Needs) {
  const { REMINDERS_SIGNATURE: signature } = settingsOf(REMINDERS_SETTINGS);
  return async ({ data }: Job<{ id: string }>): Promise<void> => {
    const send = 'update reminders.reminder set sent_at = now(), text = text || $2 where id = $1 and sent_at is null';
    await database.system.query(send, [data.id, signature]);
  };
}

async function deleteReminders(database: Database, { user }: { user: string }) {
  await database.query('delete from reminders.written where person = $1', [user]);
  const deleted = await database.query('delete from reminders.reminder where person = $1 returning id', [user]);
  return { reminders: deleted.length };
}
