import type { Settings } from '@parley/runtime/settings';
import { developmentFile } from './development-file';
import { newOpaqueToken } from './opaque-token';

/** The secret that gateways and subgraphs of different processes share. Errors: in production if it is missing. */
export async function loadSubgraphSecret(
  settings: Pick<Settings, 'PARLEY_ENV' | 'PARLEY_DATA' | 'SUBGRAPH_SECRET'>,
): Promise<string> {
  if (settings.SUBGRAPH_SECRET !== undefined) return settings.SUBGRAPH_SECRET;
  if (settings.PARLEY_ENV === 'production')
    throw new Error('SUBGRAPH_SECRET is missing: processes that share the roles need the same one in production');
  return developmentFile(settings.PARLEY_DATA, 'subgraph-secret', async () => newOpaqueToken());
}
