import { createLogReads, type LogReads } from '@parley/log/log-reads';
import { createMemberHeads, type MemberHeads } from '@parley/log/member-heads';
import { createSequences } from '@parley/runtime/sequence';
import { localSubgraph, type LocalSubgraph } from '@parley/subgraph/local-subgraph';
import { createContext, type MessagesDependencies } from './context';
import { buildMessagesSchema } from './schema/schema';

interface MessagesOptions extends Omit<MessagesDependencies, 'memberHeads' | 'logReads' | 'sendOrder'> {
  /** Its own unless told. */
  memberHeads?: MemberHeads;
  /** From the database alone unless told. */
  logReads?: LogReads;
}

/** Messages, their log and its live source. */
export function createMessagesSubgraph(options: MessagesOptions): LocalSubgraph {
  const { database } = options;
  const dependencies = {
    memberHeads: createMemberHeads(database),
    logReads: createLogReads({ primary: database }),
    sendOrder: createSequences(),
    ...options,
  };
  return localSubgraph({ name: 'messages', ...buildMessagesSchema() }, (request) =>
    createContext(dependencies, request),
  );
}
