import { createMemberHeads, type MemberHeads } from '@parley/log/member-heads';
import { localSubgraph, type LocalSubgraph } from '@parley/runtime/graphql/subgraph';
import { createContext, type MessagesDependencies } from './context';
import { buildMessagesSchema } from './schema/schema';

interface MessagesOptions extends Omit<MessagesDependencies, 'memberHeads'> {
  /** Its own unless told. */
  memberHeads?: MemberHeads;
}

/** Messages, their log and its live source. */
export function createMessagesSubgraph(options: MessagesOptions): LocalSubgraph {
  const dependencies = { memberHeads: createMemberHeads(options.database), ...options };
  return localSubgraph({ name: 'messages', ...buildMessagesSchema() }, (request) =>
    createContext(dependencies, request),
  );
}
