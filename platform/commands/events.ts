import { versionOf } from '@parley/contracts/events';
import { eventSchemas } from '@parley/contracts/event-schemas';
import type { Command } from 'commander';
import { readSettings } from '../settings';
import { registerEvents } from '../schema-registry';

/** `parley events`: the events of the event stream. */
export function addEventsCommand(parley: Command): void {
  const events = parley.command('events').description('the events of the event stream, as released to consumers');
  events
    .command('list')
    .description('list the events, with their current version')
    .action(() => {
      for (const type of eventSchemas().keys()) process.stdout.write(`${type} v${versionOf(type)}\n`);
    });
  events
    .command('show <type>')
    .description('print the JSON Schema of an event')
    .action((type: string) => {
      const schema = new Map<string, object>(eventSchemas()).get(type);
      if (!schema) throw new Error(`There is no event ${type}: parley events list`);
      process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
    });
  events
    .command('register')
    .description('register the schemas at SCHEMA_REGISTRY_URL; fails if a schema would break its readers')
    .action(async () => {
      const { SCHEMA_REGISTRY_URL: registry } = await readSettings(process.env);
      if (!registry) throw new Error('SCHEMA_REGISTRY_URL is not set');
      for (const { subject, version } of await registerEvents(registry)) {
        process.stdout.write(`${subject} is version ${version} there\n`);
      }
    });
}
