import { conversations } from '@parley/conversations/module';
import { media } from '@parley/media/module';
import { messages } from '@parley/messages/module';
import { moderation } from '@parley/moderation/module';
import type { OpenSubgraph, SubgraphModule } from '@parley/subgraph/subgraph-module';
import { search } from '@parley/search/module';
import { accounts, bots, createSuspicion, findSlowed, readEndedSessions, users } from '@parley/users/module';
import type { PlatformServices } from './services';

/**
 * Every subgraph; the platform knows no more of them than this list. Its order is that in which SQL functions are created and
 * read models rebuilt: a subgraph comes after those whose functions it calls, or whose read models its own are derived from.
 */
export const MODULES: readonly SubgraphModule<PlatformServices>[] = [
  users,
  media,
  messages,
  conversations,
  search,
  moderation,
];

/** Of the one subgraph that the others depend on: it knows who there is, and which sessions have ended. */
export { accounts, bots, createSuspicion, findSlowed, readEndedSessions };

export const SUBGRAPHS: readonly string[] = MODULES.map(({ name }) => name);

export const ENTITIES = MODULES.flatMap(({ entities }) => entities ?? []);

/** All consumer groups of the event stream. On Kafka, each has topics of its own. */
export const CONSUMER_GROUPS: readonly string[] = MODULES.flatMap(({ consumers }) => Object.keys(consumers ?? {}));

/** All subgraphs in one process, by name. */
export type OpenSubgraphs = ReadonlyMap<string, OpenSubgraph>;

export const openSubgraphs = (services: PlatformServices): OpenSubgraphs =>
  new Map(MODULES.map((module) => [module.name, module.open(services)]));
