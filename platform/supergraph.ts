import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Gateway } from '@parley/gateway/gateway';
import { followFile } from '@parley/gateway/federation/supergraph-file';
import type { Logger } from '@parley/runtime/logger';
import type { Service } from '@parley/runtime/service';
import type { Settings } from '@parley/runtime/settings';

/** The supergraph of the settings, or the one that `npm run compose` generated. */
export const readSupergraph = ({ SUPERGRAPH }: Pick<Settings, 'SUPERGRAPH'>): Promise<string> =>
  readFile(
    SUPERGRAPH ?? join(dirname(require.resolve('@parley/gateway/package.json')), 'generated/supergraph.graphql'),
    'utf8',
  );

const POLL_EVERY_MS = 5_000;

interface Followed {
  path: string;
  /** The supergraph that the gateway serves now. */
  text: string;
  gateway: Gateway;
  logger: Logger;
}

/** Makes the gateway serve each new version of the file. If it cannot serve one, it logs that and keeps the previous one. */
export const followSupergraph = ({ path, text, gateway, logger }: Followed): Service =>
  followFile({
    path,
    text,
    pollEveryMs: POLL_EVERY_MS,
    logger,
    async onChange(sdl) {
      await gateway.replace(sdl);
      logger.info({ path }, 'the new supergraph is served');
    },
  });
