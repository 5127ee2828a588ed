import { collectorQueue, type JobQueue } from '@parley/ports/jobs/jobs';
import { SCAN_WITHIN_MS } from '@parley/ports/malware/malware-scanner';
import { isShownImage } from './image';
import { RENDERING_MS } from './renditions';

/** The data of a job for an upload. The job's key is the same id. */
export interface UploadJob {
  attachment: string;
}

/** The longest that a scan may take. */
export const SCAN_MS = SCAN_WITHIN_MS + RENDERING_MS;

/** Retries for a day while the malware scanner or the object store is down. */
const SCANS = {
  retries: 1_440,
  retryDelaySeconds: 10,
  maxRetryDelaySeconds: 60,
  expireSeconds: SCAN_MS / 1_000,
} as const;

/** Scans of images, one at a time in each process: a decoded image is held in memory. */
export const IMAGE_SCANS: JobQueue = { name: 'media-image-scans', ...SCANS };

/** Scans of other files, which do not wait for images. */
export const FILE_SCANS: JobQueue = { name: 'media-file-scans', ...SCANS };

export const scanQueueOf = (mimeType: string): JobQueue => (isShownImage(mimeType) ? IMAGE_SCANS : FILE_SCANS);

/** Deletions of the objects of deleted attachments. Retries for a day while the object store or the CDN is down. */
export const DELETIONS: JobQueue = {
  name: 'media-deletions',
  concurrency: 10,
  retries: 150,
  retryDelaySeconds: 60,
  maxRetryDelaySeconds: 600,
  expireSeconds: 300,
};

/** Adds the jobs that are missing. */
export const MISSING_JOBS: JobQueue = { ...collectorQueue('media-missing-jobs'), cron: '* * * * *' };

/** Deletes uploads that were never completed. */
export const ORPHANS: JobQueue = collectorQueue('media-orphans');
