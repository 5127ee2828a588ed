import type { Cdn } from '@parley/ports/objects/cdn';
import type { Suspicion } from '@parley/ports/suspicion/suspicion';
import type { SubgraphModule } from '@parley/subgraph/subgraph-module';
import type { Database } from '@parley/database/database';
import { sqlOf } from '@parley/database/migrate';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import type { ReadSettings } from '@parley/runtime/declared-settings';
import { deleteTenantUploads } from './actions/delete-tenant';
import { deleteUploads } from './actions/delete-uploads';
import type { Inspectors } from './actions/scan-upload';
import type { Dependencies } from './context';
import { createImageRenderer } from './domain/image-renderer';
import { DELETIONS, FILE_SCANS, IMAGE_SCANS, MISSING_JOBS, ORPHANS } from './domain/queues';
import { buildMediaSchema } from './schema/schema';
import { MEDIA_SETTINGS } from './settings';
import { countUploads } from './store/deleted-attachments';
import { createDownloadLog } from './store/download-log';
import { ENTITIES } from './store/entities';
import { createMediaSubgraph } from './subgraph';
import { missingJobs } from './workers/add-missing-jobs';
import { deletedCollector } from './workers/collect-deleted';
import { orphanCollector } from './workers/collect-orphans';
import { uploadScanner } from './workers/scan-uploads';

interface Needs extends Omit<Dependencies, 'downloads' | 'settings'> {
  inspectors: Inspectors;
  suspicion: Suspicion;
  cdn: Cdn;
  settingsOf: ReadSettings;
  logger: Logger;
  metrics: Metrics;
}

/** Uploads and attachments. */
export const media: SubgraphModule<Needs> = {
  name: 'media',
  schema: buildMediaSchema,
  settings: MEDIA_SETTINGS,
  entities: ENTITIES,
  sql: sqlOf('@parley/media'),
  jobs: [
    { queue: IMAGE_SCANS, handler: forAll(scanner) },
    { queue: FILE_SCANS, handler: forAll(scanner) },
    { queue: DELETIONS, handler: forAll(deletedCollector) },
    { queue: MISSING_JOBS, handler: forAll(missingJobs) },
    { queue: ORPHANS, handler: forAll(orphanCollector) },
  ],
  erasure: {
    count: async (database, { user }) => ({ uploads: await countUploads(database, user) }),
    delete: (database, { user }) => deleteUploads(database, user),
  },
  eraseTenant: deleteTenantUploads,
  open: ({ database, commits, objects, jobs, audit, suspicion, settingsOf, metrics }) => ({
    subgraph() {
      const settings = settingsOf(MEDIA_SETTINGS);
      const downloads = createDownloadLog({ audit, suspicion, metrics, unusual: settings.UNUSUAL_DOWNLOADS });
      return createMediaSubgraph({ database, commits, objects, jobs, downloads, audit, settings });
    },
  }),
};

/** What jobs need, which work for all tenants. */
type SystemNeeds = Omit<Needs, 'database'> & { database: Database };

function forAll<Run>(handler: (needs: SystemNeeds) => Run): (needs: Needs) => Run {
  return ({ database, ...needs }) => handler({ ...needs, database: database.system });
}

function scanner({ inspectors, metrics, ...stores }: SystemNeeds) {
  return uploadScanner({ ...stores, ...inspectors, images: createImageRenderer({ metrics }) });
}
