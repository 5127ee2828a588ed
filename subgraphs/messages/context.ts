import type { ConversationId } from '@parley/contracts/ids';
import type { Position } from '@parley/contracts/position';
import { tenantsOf, type Principal } from '@parley/contracts/principal';
import type { Commits } from '@parley/log/commits';
import type { LogReads } from '@parley/log/log-reads';
import type { MemberHeads } from '@parley/log/member-heads';
import type { ActionContext } from '@parley/subgraph/action';
import type { Database, Databases } from '@parley/database/database';
import type { RequestContext } from '@parley/runtime/request';
import type { Sequences } from '@parley/runtime/sequence';
import type { MessageRow } from './store/messages';
import { createLoaders, type Loaders } from './store/loaders';
import type { PageCache } from './store/pages';
import type { ReadingWatch } from './store/reading-watch';
import type { SendLanes } from './store/send-batch';

export interface MessagesDependencies extends Pick<ActionContext, 'audit'> {
  database: Databases;
  commits: Commits;
  lanes: SendLanes;
  /** By author and conversation: sends reach their lane in the order in which they started. */
  sendOrder: Sequences;
  memberHeads: MemberHeads;
  logReads: LogReads;
  /** Notices people who read pages of very many conversations. */
  readingWatch?: ReadingWatch;
  /** Pages that this process has read. */
  pageCache: PageCache;
}

export interface Context extends ActionContext, Omit<MessagesDependencies, 'database'> {
  /** For the principal's tenant. */
  readonly database: Database;
  /** For the gateway, which asks for positions of topics of all tenants at once. */
  readonly databases: Databases;
  readonly principal: Principal;
  readonly loaders: Loaders;
  /** Caches what was just read or written, and a position that is not newer, for the rest of the request. */
  remember(message: MessageRow, position: Position): void;
  rememberPosition(conversation: ConversationId, position: Position): void;
}

export function createContext(dependencies: MessagesDependencies, request: RequestContext): Context {
  const tenants = tenantsOf(request.principal);
  const database = dependencies.database.of(...tenants);
  const logReads = dependencies.logReads.of(...tenants);
  const { pageCache } = dependencies;
  let loaders: Loaders | undefined;
  const noteRead = (conversation: ConversationId) => dependencies.readingWatch?.read(request, conversation);
  const current = () => (loaders ??= createLoaders({ logReads, pageCache, noteRead }, request.principal));
  return {
    ...dependencies,
    database,
    databases: dependencies.database,
    logReads,
    request,
    principal: request.principal,
    get loaders() {
      return current();
    },
    forget() {
      loaders = undefined;
    },
    remember(message, position) {
      current().message.prime(message.id, message);
      current().reached(message.conversationId, position);
    },
    rememberPosition(conversation, position) {
      current().reached(conversation, position);
    },
  };
}
