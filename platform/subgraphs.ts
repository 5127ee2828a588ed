import { createConversationsSubgraph } from '@parley/conversations/subgraph';
import { createDownloadLog } from '@parley/media/store/download-log';
import { createMediaSubgraph } from '@parley/media/subgraph';
import { createMessagesSubgraph } from '@parley/messages/subgraph';
import type { LocalSubgraph } from '@parley/subgraph/local-subgraph';
import { createSearchSubgraph } from '@parley/search/subgraph';
import { createUsersSubgraph } from '@parley/users/subgraph';
import type { Adapters } from './adapters';
import type { Roles } from './roles';

/** By role, how its subgraph is made. */
const MAKE = {
  users: ({ identity, database, ephemeral, bus, audit, mailer, settings }) =>
    createUsersSubgraph({ ...identity, database, ephemeral, bus, audit, mailer, settings }),
  conversations: ({ database, replica: { logReads }, commits, memberHeads, bus, typing, audit }) =>
    createConversationsSubgraph({ database, logReads, commits, memberHeads, bus, typing, audit }),
  messages: ({ database, replica: { logReads }, commits, lanes, memberHeads, audit }) =>
    createMessagesSubgraph({ database, logReads, commits, lanes, memberHeads, audit }),
  search: ({ database, index }) => createSearchSubgraph({ database, index }),
  media: ({ database, commits, files: { objects }, scans, audit, settings, metrics }) => {
    const downloads = createDownloadLog({ audit, metrics, unusual: settings.UNUSUAL_DOWNLOADS });
    return createMediaSubgraph({ database, commits, objects, scans, downloads, audit, settings });
  },
} satisfies Record<string, (adapters: Adapters) => LocalSubgraph>;

type SubgraphName = keyof typeof MAKE;
export const SUBGRAPHS = Object.keys(MAKE) as SubgraphName[];

/** The subgraphs that this process hosts, by name. */
export const hostedSubgraphs = (roles: Roles, adapters: Adapters): ReadonlyMap<string, LocalSubgraph> =>
  new Map(SUBGRAPHS.filter((name) => roles.has(name)).map((name) => [name, MAKE[name](adapters)]));
