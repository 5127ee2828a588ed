import type { AttachmentId } from '@parley/contracts/ids';
import type { RunJob } from '@parley/ports/jobs/jobs';
import { scanUpload, type ScanStores } from '../actions/scan-upload';
import { settleUpload } from '../actions/settle-upload';
import { SCAN_MS, type UploadJob } from '../domain/queues';
import { AttachmentStatus } from '../domain/status';
import { beginScan, returnScan } from '../store/scans';

interface UploadScannerOptions extends ScanStores {
  now?: () => Date;
}

/** Scans that may end with their process, each; after these, the upload is rejected. */
const MAX_CRASHES = 3;

/**
 * Runs the jobs of IMAGE_SCANS and FILE_SCANS: scans an upload that is SCANNING, and settles it. If an inspector, the object
 * store or the database fails, the job fails, and the upload stays SCANNING: nobody gets a URL for it. A scan that is repeated,
 * or that two processes run, has one outcome.
 */
export const uploadScanner =
  ({ now = () => new Date(), ...stores }: UploadScannerOptions): RunJob<UploadJob> =>
  async ({ data }) => {
    const { database } = stores;
    const until = new Date(now().getTime() + SCAN_MS);
    const upload = await beginScan(database, { id: data.attachment as AttachmentId, until });
    if (!upload) return;
    if (upload.scans > MAX_CRASHES) {
      await settleUpload(stores, upload, GIVEN_UP);
      return;
    }
    try {
      await scanUpload(stores, upload);
    } catch (error) {
      await returnScan(database, upload.id);
      throw error;
    }
  };

const GIVEN_UP = { status: AttachmentStatus.REJECTED, because: 'It could not be looked at' } as const;
