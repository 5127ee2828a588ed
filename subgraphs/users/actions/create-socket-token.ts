import { viewerOf } from '@parley/contracts/principal';
import { action } from '@parley/subgraph/action';
import type { Context } from '../context';

/** A token for one socket, good for a minute. */
export const createSocketToken = action('createSocketToken', async (context: Context) =>
  context.socketTokens.issue(viewerOf(context.principal)),
);
