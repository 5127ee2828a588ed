import type { Logger } from '@parley/runtime/logger';
import type { Metrics } from '@parley/runtime/metrics/metrics';
import { createRounds } from '@parley/runtime/rounds';
import type { Service } from '@parley/runtime/service';
import { scanImage, type Scanning } from '../actions/scan-image';
import { settleUpload, type Stores } from '../actions/settle-upload';
import { RENDERING_MS } from '../domain/render-image';
import { AttachmentStatus } from '../domain/status';
import type { Scans } from '../store/scans';

interface UploadScannerOptions extends Stores {
  scans: Scans;
  log: Logger;
  metrics?: Metrics;
  now?: () => Date;
}

/** How often other processes' uploads are looked for. */
const POLL_MS = 1_000;
/** Until one whose object store or database failed is looked at again. */
const AGAIN_AFTER_MS = 10_000;
/** Scans that may end with their process. Then it is the image that ends them. */
const MAX_SCANS = 3;

/** Takes the oldest that nobody has, and has it until $1. Of several processes each takes others. */
const TAKE = `update media.attachment set scan_until = $1, scans = scans + 1
  where id = (
    select id from media.attachment
    where status = 'SCANNING' and (scan_until is null or scan_until <= $2)
    order by created_at limit 1 for update skip locked)
  returning id, tenant, conversation, status, mime_type as "mimeType", scans`;

const GIVE_BACK = `update media.attachment set scan_until = $2, scans = scans - 1 where id = $1 and status = 'SCANNING'`;

type Taken = Scanning & { scans: number };

/**
 * Looks at what is SCANNING, one after the other: it holds a decoded image in memory. What another process had when it
 * was killed is taken up when its time is over. Any number of processes may run it.
 */
export function uploadScanner(options: UploadScannerOptions): Service {
  const { scans, log, metrics, now = () => new Date(), ...stores } = options;
  const { database } = stores;
  const inMs = (ms: number): Date => new Date(now().getTime() + ms);

  async function scan(upload: Taken): Promise<void> {
    try {
      if (upload.scans > MAX_SCANS) await settleUpload(stores, upload, GIVEN_UP);
      else await scanImage(stores, upload);
    } catch (error) {
      log.warn({ attachment: upload.id, err: error }, 'an image could not be looked at, and will be again');
      await database.query(GIVE_BACK, [upload.id, inMs(AGAIN_AFTER_MS)]);
    } finally {
      scans.tell(upload.id);
    }
  }

  const rounds = createRounds({
    name: 'upload scanner',
    async round(isStopping) {
      while (!isStopping()) {
        const [taken] = await database.query<Taken>(TAKE, [inMs(RENDERING_MS), now()]);
        if (!taken) return;
        await scan(taken);
      }
    },
    pollMs: POLL_MS,
    pauseMs: 1_000,
    maxPauseMs: 30_000,
    log,
    metrics,
  });

  let stopListening: (() => void) | undefined;
  return {
    name: rounds.name,
    async start() {
      await rounds.start();
      stopListening = scans.onWanted(() => rounds.wake());
    },
    async stop() {
      stopListening?.();
      await rounds.stop();
    },
  };
}

const GIVEN_UP = { status: AttachmentStatus.REJECTED, because: 'It could not be decoded' } as const;
