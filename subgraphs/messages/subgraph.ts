import { createLogReads, type LogReads } from '@parley/log/log-reads';
import { createMemberHeads, type MemberHeads } from '@parley/log/member-heads';
import { createSequences } from '@parley/runtime/sequence';
import { localSubgraph, type LocalSubgraph } from '@parley/subgraph/local-subgraph';
import { createContext, type MessagesDependencies } from './context';
import { buildMessagesSchema } from './schema/schema';
import { createPageCache, type PageCache } from './store/pages';

interface MessagesOptions extends Omit<MessagesDependencies, 'memberHeads' | 'logReads' | 'sendOrder' | 'pageCache'> {
  /** By default, its own. */
  memberHeads?: MemberHeads;
  /** By default, from the database alone. */
  logReads?: LogReads;
  /** By default, its own. */
  pageCache?: PageCache;
}

/** Messages, their log and its live source. */
export function createMessagesSubgraph(options: MessagesOptions): LocalSubgraph {
  const { database } = options;
  const dependencies = {
    memberHeads: createMemberHeads(database),
    logReads: createLogReads({ primary: database.system }),
    sendOrder: createSequences(),
    pageCache: createPageCache(),
    ...options,
  };
  return localSubgraph({ name: 'messages', ...buildMessagesSchema() }, (request) =>
    createContext(dependencies, request),
  );
}
