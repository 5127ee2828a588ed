import type { Cdn } from '@parley/ports/objects/cdn';
import type { SubgraphModule } from '@parley/subgraph/subgraph-module';
import { sqlOf } from '@parley/database/migrate';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { Settings } from '@parley/runtime/settings';
import { deleteUploads } from './actions/delete-uploads';
import type { Inspectors } from './actions/scan-upload';
import type { Dependencies } from './context';
import { buildMediaSchema } from './schema/schema';
import { countUploads } from './store/deleted-attachments';
import { createDownloadLog } from './store/download-log';
import { ENTITIES } from './store/entities';
import { createScans } from './store/scans';
import { createMediaSubgraph } from './subgraph';
import { deletedCollector } from './workers/collect-deleted';
import { ORPHANS_QUEUE, orphanCollector } from './workers/collect-orphans';
import { uploadScanner } from './workers/scan-uploads';

interface Needs extends Omit<Dependencies, 'scans' | 'downloads' | 'settings'> {
  inspectors: Inspectors;
  cdn: Cdn;
  settings: Pick<Settings, 'MAX_UPLOAD_BYTES' | 'UNUSUAL_DOWNLOADS'>;
  logger: Logger;
  metrics: Metrics;
}

/** Uploads and attachments. */
export const media: SubgraphModule<Needs> = {
  name: 'media',
  schema: buildMediaSchema,
  entities: ENTITIES,
  sql: sqlOf('@parley/media'),
  jobs: [{ queue: ORPHANS_QUEUE, handler: orphanCollector }],
  erasure: {
    count: async (database, { user }) => ({ uploads: await countUploads(database, user) }),
    delete: (database, { user }) => deleteUploads(database, user),
  },
  open({ database, commits, objects, cdn, inspectors, audit, settings, logger, metrics }) {
    const scans = createScans();
    return {
      subgraph() {
        const downloads = createDownloadLog({ audit, metrics, unusual: settings.UNUSUAL_DOWNLOADS });
        return createMediaSubgraph({ database, commits, objects, scans, downloads, audit, settings });
      },
      workers: () => [
        deletedCollector({ database, objects, cdn, logger, metrics }),
        uploadScanner({ database, commits, objects, ...inspectors, scans, logger, metrics }),
      ],
    };
  },
};
