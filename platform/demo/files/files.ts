import { encode } from 'jpeg-js';
import { encodePdf } from './pdf';
import { latencyChart, lighthouse } from './pictures';
import { encodePng } from './png';

interface DemoFile {
  mimeType: string;
  make(): Buffer;
}

const JPEG_QUALITY = 85;

/** The attachments of the demo, by name; each is made when it is needed. */
export const FILES = {
  'load-test-p99.png': { mimeType: 'image/png', make: () => encodePng(latencyChart()) },
  'lighthouse.jpg': { mimeType: 'image/jpeg', make: () => encode(lighthouse(), JPEG_QUALITY).data },
  'release-plan.pdf': {
    mimeType: 'application/pdf',
    make: () =>
      encodePdf('Lighthouse: release plan', [
        'Thursday, all times in UTC',
        '',
        '08:00   Freeze. Wei repeats the load test on release candidate 3.',
        '09:30   Go or no go (Ada, Juerg, Zoe).',
        '10:00   5 % of tenants; Mateo and Min-jun watch errors and latency.',
        '12:00   50 %, if p99 stays below 40 ms.',
        '15:00   Everybody. Olena publishes the documentation.',
        '',
        'Back out: switch the gateway to the supergraph before; no data has to be moved.',
      ]),
  },
} satisfies Record<string, DemoFile>;

export type FileName = keyof typeof FILES;
