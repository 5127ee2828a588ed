import { createLogReads, type LogReads } from '@parley/log/log-reads';
import { createMemberHeads, type MemberHeads } from '@parley/log/member-heads';
import { createSequences } from '@parley/runtime/sequence';
import { localSubgraph, type LocalSubgraph } from '@parley/subgraph/local-subgraph';
import { createContext, type MessagesDependencies } from './context';
import { buildMessagesSchema } from './schema/schema';
import { createPageCache, type PageCache } from './store/pages';

interface MessagesOptions extends Omit<MessagesDependencies, 'memberHeads' | 'logReads' | 'sendOrder' | 'pageCache'> {
  /** Its own unless told. */
  memberHeads?: MemberHeads;
  /** From the database alone unless told. */
  logReads?: LogReads;
  /** Its own unless told. */
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
