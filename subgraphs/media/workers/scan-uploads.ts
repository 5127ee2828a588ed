import { SCAN_WITHIN_MS } from '@parley/ports/malware/malware-scanner';
import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createPoller, type Poller } from '@parley/runtime/poller';
import { serviceGroup, type Service } from '@parley/runtime/service';
import { scanUpload, type Inspectors } from '../actions/scan-upload';
import { settleUpload, type Stores } from '../actions/settle-upload';
import { IMAGE_TYPES } from '../domain/image';
import { RENDERING_MS } from '../domain/render-image';
import { AttachmentStatus } from '../domain/status';
import { leaseScan, returnScan, type LeasedScan } from '../store/scan-leases';
import type { Scans } from '../store/scans';

interface UploadScannerOptions extends Stores, Inspectors {
  scans: Scans;
  logger: Logger;
  metrics?: Metrics;
  now?: () => Date;
}

/** How often it looks for uploads that other processes received. */
const POLL_MS = 1_000;
/** Delay of the retry after the object store, an inspector or the database failed. */
const RETRY_AFTER_MS = 10_000;
/** Scans that may crash their process; after these, the upload is rejected. */
const MAX_SCANS = 3;

/** The lease of a scan: the longest that it may take. */
export const LEASE_MS = SCAN_WITHIN_MS + RENDERING_MS;

/**
 * Looks at what is SCANNING: at images one after the other, as a decoded one is held in memory, and beside them at other
 * files, that none of these waits for pictures. What another process had when it was killed is taken up when its time is
 * over. What could not be looked at, as nothing is there to do so, is looked at again and again, and shown to nobody. Any
 * number of processes may run it.
 */
export function uploadScanner(options: UploadScannerOptions): Service {
  const lanes = [
    scanningPoller('image scanner', { ...options, images: true }),
    scanningPoller('file scanner', { ...options, images: false }),
  ];
  const { name, ...group } = serviceGroup('upload scanner', lanes);
  let stopListening: (() => void) | undefined;
  return {
    name,
    async start() {
      await group.start();
      stopListening = options.scans.onWanted(() => lanes.forEach((lane) => lane.wake()));
    },
    async stop() {
      stopListening?.();
      await group.stop();
    },
  };
}

function scanningPoller(name: string, options: UploadScannerOptions & { images: boolean }): Poller {
  const { scans, logger, metrics, images, now = () => new Date(), ...stores } = options;
  const { database } = stores;
  const inMs = (ms: number): Date => new Date(now().getTime() + ms);

  async function scan(upload: LeasedScan): Promise<void> {
    try {
      if (upload.scans > MAX_SCANS) await settleUpload(stores, upload, GIVEN_UP);
      else await scanUpload(stores, upload);
    } catch (error) {
      logger.warn({ attachment: upload.id, err: error }, 'an upload could not be looked at, and will be again');
      await returnScan(database, upload.id, inMs(RETRY_AFTER_MS));
    } finally {
      scans.tell(upload.id);
    }
  }

  return createPoller({
    name,
    async round(isStopping) {
      while (!isStopping()) {
        const lease = { now: now(), until: inMs(LEASE_MS), imageTypes: IMAGE_TYPES, images };
        const leased = await leaseScan(database, lease);
        if (!leased) return;
        await scan(leased);
      }
    },
    pollMs: POLL_MS,
    pauseMs: 1_000,
    maxPauseMs: 30_000,
    logger,
    metrics,
  });
}

const GIVEN_UP = { status: AttachmentStatus.REJECTED, because: 'It could not be looked at' } as const;
