import type { AttachmentId } from '@parley/contracts/ids';
import type { Database } from '@parley/database/database';
import type { Jobs, RunJob } from '@parley/ports/jobs/jobs';
import type { Cdn } from '@parley/ports/objects/cdn';
import type { ObjectStore } from '@parley/ports/objects/object-store';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createMetrics } from '@parley/runtime/metrics/prom-registry';
import { DELETIONS, type UploadJob } from '../domain/queues';
import { findEnded, forgetDeleted } from '../store/deleted-attachments';
import { deleteLeftovers, deleteObjects, keysOf } from '../store/objects';

interface DeletedCollectorOptions {
  database: Database;
  jobs: Jobs;
  objects: ObjectStore;
  cdn: Cdn;
  metrics?: Metrics;
  now?: () => Date;
}

/**
 * Runs the jobs of DELETIONS: deletes the objects of a deleted attachment, then the CDN's copies. While an upload or a scan may
 * still write objects, it adds a job for the time after that; the last job deletes the row. A repeated run does the same.
 * Of an upload that was settled it deletes what the process that settled it may not have deleted.
 */
export function deletedCollector(options: DeletedCollectorOptions): RunJob<UploadJob> {
  const { database, jobs, objects, cdn, metrics = createMetrics(), now = () => new Date() } = options;
  const collected = metrics.counter({
    name: 'parley_media_collected_attachments_total',
    help: 'Deletions of the objects of deleted attachments: each is deleted at once, and again when no upload or scan can add objects',
  });
  return async ({ data }) => {
    const ended = await findEnded(database, data.attachment as AttachmentId);
    if (!ended) return;
    const { quietAt } = ended;
    if (!quietAt) return deleteLeftovers(objects, ended);
    await deleteObjects(objects, ended);
    await cdn.purge(keysOf(ended));
    if (quietAt <= now()) await forgetDeleted(database, ended);
    else
      await database.transaction((tx) => jobs.add(tx, DELETIONS.name, { data, key: data.attachment, after: quietAt }));
    collected.add(1);
  };
}
