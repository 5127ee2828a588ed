import { forgetSanctions } from '@parley/log/sanctions';
import type { SubgraphModule } from '@parley/subgraph/subgraph-module';
import type { ModerationDependencies } from './context';
import { buildModerationSchema } from './schema/schema';
import { createModerationSubgraph } from './subgraph';

/** Sanctions and slow mode. They are stored with the log (`packages/log/sanctions.ts`), because what they forbid is checked there. */
export const moderation: SubgraphModule<ModerationDependencies> = {
  name: 'moderation',
  schema: buildModerationSchema,
  erasure: {
    delete: async (database, { user }) => ({ sanctions: await forgetSanctions(database, user) }),
  },
  open: ({ database, commits, audit }) => ({
    subgraph: () => createModerationSubgraph({ database, commits, audit }),
  }),
};
