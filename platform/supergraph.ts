import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Gateway } from '@parley/gateway/gateway';
import { followFile } from '@parley/gateway/federation/supergraph-file';
import type { Logger } from '@parley/runtime/logger';
import type { Service } from '@parley/runtime/service';
import type { Settings } from '@parley/runtime/settings';

/** The supergraph that is set, or the one that `npm run compose` made of the subgraphs. */
export const readSupergraph = ({ SUPERGRAPH }: Pick<Settings, 'SUPERGRAPH'>): Promise<string> =>
  readFile(
    SUPERGRAPH ?? join(dirname(require.resolve('@parley/gateway/package.json')), 'generated/supergraph.graphql'),
    'utf8',
  );

const POLL_EVERY_MS = 5_000;

interface Followed {
  path: string;
  /** What the gateway serves now. */
  text: string;
  gateway: Gateway;
  log: Logger;
}

/** Has the gateway serve what the file becomes. A supergraph that it can't serve is logged, and the one before stays. */
export const followSupergraph = ({ path, text, gateway, log }: Followed): Service =>
  followFile({
    path,
    text,
    pollEveryMs: POLL_EVERY_MS,
    log,
    async onChange(sdl) {
      await gateway.replace(sdl);
      log.info({ path }, 'the new supergraph is served');
    },
  });
