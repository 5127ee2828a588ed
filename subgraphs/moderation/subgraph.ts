import { localSubgraph, type LocalSubgraph } from '@parley/subgraph/local-subgraph';
import { createContext, type ModerationDependencies } from './context';
import { buildModerationSchema } from './schema/schema';

/** What people may not do in conversations, and how often they may do it. */
export const createModerationSubgraph = (dependencies: ModerationDependencies): LocalSubgraph =>
  localSubgraph({ name: 'moderation', ...buildModerationSchema() }, (request) => createContext(dependencies, request));
